namespace MediaRecorder.Server.Phones.Speech;

/// <summary>One resonance of the mouth: a two-pole filter with a gain of 1 at its peak.</summary>
internal sealed class Resonator(double bandwidthHz)
{
    private double _gain;
    private double _first;
    private double _second;
    private double _last;
    private double _beforeLast;

    public void Tune(double hz, int sampleRate)
    {
        var radius = Math.Exp(-Math.PI * bandwidthHz / sampleRate);
        var angle = 2 * Math.PI * hz / sampleRate;
        _first = 2 * radius * Math.Cos(angle);
        _second = -radius * radius;
        _gain = (1 - radius) * Math.Sqrt(1 - (2 * radius * Math.Cos(2 * angle)) + (radius * radius));
    }

    public double Next(double input)
    {
        var output = (_gain * input) + (_first * _last) + (_second * _beforeLast);
        _beforeLast = _last;
        _last = output;
        return output;
    }
}
