using System.Globalization;

namespace MediaRecorder.Server.Configuration;

/// <summary>The numbers a key takes, both ends included.</summary>
internal readonly record struct NumberRange(long Min, long Max)
{
    public bool Contains(long value) => value >= Min && value <= Max;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Min} to {Max}");
}
