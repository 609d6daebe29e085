using MediaRecorder.Recording.Files;
using MediaRecorder.Recording.Workers;

namespace MediaRecorder.Recording.Tests.Workers;

// REQ: J-02
public sealed class WarmUpRecordingTests
{
    private static readonly RecordingFolders Folders = new("/nowhere/spool", "/nowhere/recordings");

    [Fact]
    public void The_warm_up_takes_its_recordings_to_the_end_and_leaves_no_file()
    {
        Assert.Equal(WarmUpRecording.Recordings, WarmUpRecording.Run(Folders, () => 0));
        Assert.False(Directory.Exists("/nowhere"));
    }

    [Fact]
    public void A_slow_machine_cuts_the_warm_up_short()
    {
        long now = 0;
        int looks = 0;
        WarmUpRecording.Run(
            Folders,
            () =>
            {
                looks++;
                return now += WarmUpRecording.MaxNs / 2;
            });
        Assert.Equal(3, looks);
    }
}
