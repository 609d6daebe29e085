using MediaRecorder.Server.Phones;

namespace MediaRecorder.Server.Demo;

/// <summary>What happened, in order. The phones' threads add, the display reads.</summary>
internal sealed class DemoNotes
{
    private readonly Lock _lock = new();
    private readonly List<PhoneNote> _notes = [];

    public void Add(PhoneNote note)
    {
        lock (_lock)
        {
            _notes.Add(note);
        }
    }

    /// <summary>Those from the one with this number on.</summary>
    public IReadOnlyList<PhoneNote> From(int first)
    {
        lock (_lock)
        {
            return _notes[first..];
        }
    }
}
