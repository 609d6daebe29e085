using System.Runtime.CompilerServices;
using static MediaRecorder.Audio.Codecs.G722.MirrorFilter;

namespace MediaRecorder.Audio.Codecs.G722;

/// <summary>
/// Adaptive predictor of one sub-band: two poles and six zeros (block 4 of ITU-T G.722 §6.2.1.4, block by block under
/// the Recommendation's names). All arithmetic saturates at 16 bits, as there.
/// </summary>
internal struct SubbandPredictor
{
    private const int Zeros = 6;

    // a(1), a(2); r(1), r(2); p(1), p(2): poles, and the last two of the reconstructed and the partial signal.
    private int _pole1, _pole2, _reconstructed1, _reconstructed2, _partial1, _partial2;
    private int _zeroEstimate;
    private SixValues _differences;
    private SixValues _zeros;

    /// <summary>S: what the next sample will be.</summary>
    public int Estimate { get; private set; }

    /// <summary>Takes the quantised difference from the estimate and moves on by one sample.</summary>
    public void Update(int difference)
    {
        // PARREC, RECONS
        var partial = Saturate(difference + _zeroEstimate);
        var reconstructed = Saturate(difference + Estimate);
        AdaptPoles(partial);
        AdaptZeros(difference);

        // DELAYA
        _partial2 = _partial1;
        _partial1 = partial;
        _reconstructed2 = _reconstructed1;
        _reconstructed1 = reconstructed;

        // FILTEP, FILTEZ, PREDIC
        var poles = Saturate(((_pole1 * Saturate(2 * _reconstructed1)) >> 15) + ((_pole2 * Saturate(2 * _reconstructed2)) >> 15));
        Estimate = Saturate(poles + _zeroEstimate);
    }

    private void AdaptPoles(int partial)
    {
        var likeLast = (partial ^ _partial1) >= 0;
        var likeBeforeLast = (partial ^ _partial2) >= 0;

        // UPPOL2
        var fourfold = Saturate(4 * _pole1);
        var pole2 = (Saturate(likeLast ? -fourfold : fourfold) >> 7) + (likeBeforeLast ? 128 : -128);
        _pole2 = Math.Clamp(pole2 + ((_pole2 * 32512) >> 15), -12288, 12288);

        // UPPOL1
        var bound = 15360 - _pole2;
        _pole1 = Math.Clamp((likeLast ? 192 : -192) + ((_pole1 * 32640) >> 15), -bound, bound);
    }

    /// <summary>UPZERO with its delay line, and FILTEZ over what came of it.</summary>
    private void AdaptZeros(int difference)
    {
        var step = difference == 0 ? 0 : 128;
        var estimate = 0;
        var newest = difference;
        for (var i = 0; i < Zeros; i++)
        {
            var old = _differences[i];
            _zeros[i] = Saturate(((difference ^ old) >= 0 ? step : -step) + ((_zeros[i] * 32640) >> 15));
            _differences[i] = newest;
            estimate += (_zeros[i] * Saturate(2 * newest)) >> 15;
            newest = old;
        }
        _zeroEstimate = Saturate(estimate);
    }

    [InlineArray(Zeros)]
    private struct SixValues
    {
        private int _first;
    }
}
