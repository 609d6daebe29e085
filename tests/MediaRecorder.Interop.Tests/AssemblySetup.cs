// One call at a time: lengths and onsets are measured on a machine of two cores, with real phones and a real clock.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
