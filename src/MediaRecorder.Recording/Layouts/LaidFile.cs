using MediaRecorder.Recording.Files;

namespace MediaRecorder.Recording.Layouts;

/// <summary>A file and the channels that its frames are made of.</summary>
internal readonly record struct LaidFile(AudioFile Audio, RecordingChannel[] Channels);
