using System.Diagnostics.Metrics;

namespace MediaRecorder.Server.Metrics;

/// <summary>The fixed buckets of histograms: the instrument's own advice, else those for times in seconds.</summary>
internal static class HistogramBounds
{
    // From a disk write in the page cache (1 ms) to a whole call set-up (10 s).
    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    public static double[] Of(Instrument instrument)
    {
        return instrument switch
        {
            Histogram<double> histogram => Advice(histogram.Advice),
            Histogram<float> histogram => Advice(histogram.Advice),
            Histogram<long> histogram => Advice(histogram.Advice),
            Histogram<int> histogram => Advice(histogram.Advice),
            _ => Seconds,
        };
    }

    private static double[] Advice<T>(InstrumentAdvice<T>? advice)
        where T : struct
    {
        return advice?.HistogramBucketBoundaries is { Count: > 0 } bounds
            ? [.. bounds.Select(bound => Convert.ToDouble(bound, null))]
            : Seconds;
    }
}
