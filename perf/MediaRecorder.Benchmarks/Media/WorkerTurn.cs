using System.Reflection;
using MediaRecorder.Media.Workers;

namespace MediaRecorder.Benchmarks.Media;

/// <summary>
/// A turn of a plane's only MediaWorker. It is the worker's own business and not public; its thread is not started, so
/// that the caller owns it. Reflection finds it once; after that it is a plain delegate.
/// </summary>
internal static class WorkerTurn
{
    public static Func<long, long> Of(MediaPlane plane)
    {
        var workers = (Array)typeof(MediaPlane).GetField("_workers", BindingFlags.NonPublic | BindingFlags.Instance)!
            .GetValue(plane)!;
        var worker = workers.GetValue(0)!;
        return worker.GetType().GetMethod("Turn", BindingFlags.NonPublic | BindingFlags.Instance)!
            .CreateDelegate<Func<long, long>>(worker);
    }
}
