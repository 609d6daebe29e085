using System.Runtime.CompilerServices;
using MediaRecorder.Rtp.Srtp;

namespace MediaRecorder.Media.Security;

/// <summary>A count for each <see cref="SrtpResult"/>, by its number.</summary>
[InlineArray((int)SrtpResult.Failed + 1)]
internal struct SrtpCounts
{
    private long _first;
}
