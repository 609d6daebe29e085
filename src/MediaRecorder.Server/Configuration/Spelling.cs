namespace MediaRecorder.Server.Configuration;

/// <summary>"Did you mean …": the nearest of the names that are known.</summary>
internal static class Spelling
{
    /// <summary>The nearest name, or null when none is near enough to be what was meant.</summary>
    public static string? Nearest(string written, IEnumerable<string> known)
    {
        string? nearest = null;
        // A third of the letters may be wrong: enough for a slip or two, too little for another word.
        var limit = Math.Max(1, written.Length / 3);
        if (written.Length > 64)
        {
            return null;
        }

        foreach (var name in known.Order(StringComparer.Ordinal))
        {
            var edits = Edits(written.ToLowerInvariant(), name.ToLowerInvariant());
            if (edits <= limit && (nearest is null || edits < limit))
            {
                nearest = name;
                limit = edits;
            }
        }

        return nearest;
    }

    // Optimal string alignment distance: insert, delete, replace, or swap two neighbours.
    private static int Edits(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                var replaced = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                var best = Math.Min(replaced, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    best = Math.Min(best, table[i - 2, j - 2] + 1);
                }

                table[i, j] = best;
            }
        }

        return table[a.Length, b.Length];
    }
}
