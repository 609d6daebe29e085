using MediaRecorder.Catalog.Folders;
using MediaRecorder.Catalog.Tests.Sidecars;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Catalog.Tests.Folders;

public class RecordingFolderTests
{
    [Fact]
    public void Recordings_of_all_days_are_listed_in_order_of_their_paths()
    {
        using var folder = new TempFolder();
        var later = Publish(folder, "2026/11/21", "b", "call-b");
        var earlier = Publish(folder, "2026/11/20", "a", "call-a");

        var found = new RecordingFolder(folder.Path).List().ToList();

        Assert.Equal([earlier, later], found.Select(r => r.AudioPath));
        Assert.Equal(Path.ChangeExtension(earlier, ".json"), found[0].SidecarPath);
        Assert.Equal("call-a", found[0].Sidecar.SipCallId);
    }

    // REQ: B-09
    [Fact]
    public void What_is_in_the_spool_is_not_published()
    {
        using var folder = new TempFolder();
        Publish(folder, ".spool", "running", "call");

        Assert.Empty(new RecordingFolder(folder.Path).List());
    }

    [Fact]
    public void A_folder_below_a_hidden_one_can_be_listed()
    {
        using var folder = new TempFolder();
        Publish(folder, ".home/recordings", "a", "call-a");

        Assert.Single(new RecordingFolder(folder[".home/recordings"]).List());
    }

    [Fact]
    public void A_sidecar_whose_audio_is_not_there_yet_is_left_out()
    {
        using var folder = new TempFolder();
        File.Delete(Publish(folder, "day", "a", "call-a"));

        Assert.Empty(new RecordingFolder(folder.Path).List());
    }

    [Fact]
    public void A_damaged_sidecar_hides_no_other_recording()
    {
        using var folder = new TempFolder();
        Publish(folder, "day", "a", "call-a");
        Publish(folder, "day", "b", "call-b");
        folder.Write("day/a.json", "{");

        Assert.Equal("call-b", Assert.Single(new RecordingFolder(folder.Path).List()).Sidecar.SipCallId);
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_empty()
    {
        using var folder = new TempFolder();

        Assert.Empty(new RecordingFolder(folder["none"]).List());
    }

    [Fact]
    public void A_recording_is_found_by_its_Call_ID_and_only_by_the_whole_of_it()
    {
        using var folder = new TempFolder();
        Publish(folder, "day", "a", "call-a");
        Publish(folder, "day", "b", "call-b");
        var recordings = new RecordingFolder(folder.Path);

        Assert.EndsWith("b.wav", recordings.FindBySipCallId("call-b")!.AudioPath, StringComparison.Ordinal);
        Assert.Null(recordings.FindBySipCallId("call"));
    }

    // REQ: B-02
    [Fact]
    public void The_files_of_each_party_are_listed_as_one_recording_and_only_when_all_are_there()
    {
        using var folder = new TempFolder();
        File.Delete(Publish(folder, "day", "a", "call-a"));
        folder.Write("day/a.json", SidecarText.Whole
            .Replace("\"leg\": 0 }, {", "\"leg\": 0, \"file\": \"a.customer.wav\" }, {", StringComparison.Ordinal)
            .Replace("\"leg\": null }", "\"leg\": null, \"file\": \"../../a.agent.wav\" }", StringComparison.Ordinal));
        var customer = folder.Write("day/a.customer.wav", "RIFF");
        Assert.Empty(new RecordingFolder(folder.Path).List());

        var agent = folder.Write("day/a.agent.wav", "RIFF");
        var recording = Assert.Single(new RecordingFolder(folder.Path).List());
        Assert.Equal([customer, agent], recording.AudioPaths);
    }

    private static string Publish(TempFolder folder, string day, string name, string sipCallId)
    {
        Directory.CreateDirectory(folder[day]);
        folder.Write(
            $"{day}/{name}.json", SidecarText.Whole.Replace("abc@127.0.0.2", sipCallId, StringComparison.Ordinal));
        return folder.Write($"{day}/{name}.wav", "RIFF");
    }
}
