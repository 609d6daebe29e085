namespace MediaRecorder.Server.Metrics;

/// <summary>
/// The value of one set of labels of one instrument; a histogram's sum, count and buckets. Guarded by its instrument's
/// lock.
/// </summary>
internal sealed class MetricSeries(int bucketCount)
{
    /// <summary>Counter or gauge value; a histogram's sum.</summary>
    public double Value { get; set; }

    /// <summary>Observations of a histogram.</summary>
    public long Count { get; set; }

    /// <summary>Observations per bucket, not cumulated, without the one of +Inf.</summary>
    public long[] Buckets { get; } = bucketCount == 0 ? [] : new long[bucketCount];

    /// <summary>Whether an observable instrument reported it in this scrape.</summary>
    public bool Observed { get; set; } = true;

    /// <summary>Adds another instance's values: several workers with one instrument each read as one.</summary>
    public void Add(MetricSeries other)
    {
        Value += other.Value;
        Count += other.Count;
        for (var i = 0; i < Buckets.Length; i++)
        {
            Buckets[i] += other.Buckets[i];
        }
    }
}
