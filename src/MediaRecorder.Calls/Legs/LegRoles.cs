using MediaRecorder.Calls.Model;
using MediaRecorder.Policy.Model;

namespace MediaRecorder.Calls.Legs;

/// <summary>
/// Who is who in a call, by the sides of its trunks and never by who spoke first. REQ B-02: customers come through
/// external trunks, agents sit behind internal ones. Where both sides are alike the caller takes the customer's place.
/// </summary>
internal static class LegRoles
{
    public static (LegRole Ingress, LegRole Egress) Of(TrunkSide ingress, TrunkSide egress) =>
        ingress == TrunkSide.Internal && egress == TrunkSide.External
            ? (LegRole.Agent, LegRole.Customer)
            : (LegRole.Customer, LegRole.Agent);

    /// <summary>The call's direction as the tags name it.</summary>
    public static string Direction(TrunkSide ingress, TrunkSide egress) => (ingress, egress) switch
    {
        (TrunkSide.External, TrunkSide.Internal) => "inbound",
        (TrunkSide.Internal, TrunkSide.External) => "outbound",
        (TrunkSide.Internal, TrunkSide.Internal) => "internal",
        _ => "transit",
    };
}
