using System.Runtime.CompilerServices;

namespace MediaRecorder.Media.Security;

/// <summary>A count for each <see cref="Rtp.Srtp.SrtpResult"/>, by its number.</summary>
[InlineArray(10)]
internal struct SrtpCounts
{
    private long _first;
}
