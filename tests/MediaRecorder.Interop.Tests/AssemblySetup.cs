using MediaRecorder.Interop.Tests.Recorder;

// Signalling alone runs side by side on one recorder. Lengths, onsets and loads are measured on a machine of two cores
// with real phones and a real clock: those tests are in the collection Measured, and run one at a time after the others.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]
[assembly: AssemblyFixture(typeof(SharedRecorder))]
