using System.Globalization;

namespace MediaRecorder.Policy.Model;

/// <summary>
/// One party's dialog and media inside a call: 0 the ingress leg, 1 the egress leg, 2 and up those that joined.
/// A call has at most <see cref="LegSet.Capacity"/> legs in its life.
/// </summary>
public readonly record struct LegId(int Value)
{
    public static readonly LegId Ingress = new(0);
    public static readonly LegId Egress = new(1);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
