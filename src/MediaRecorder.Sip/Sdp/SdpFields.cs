using System.Net;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Sip.Sdp;

/// <summary>Reads the fields that stand at session and at media level alike.</summary>
internal static class SdpFields
{
    // c=<nettype> <addrtype> <connection-address>[/ttl[/count]] (RFC 8866 §5.7). The literal decides the family; a host
    // name is no address to us, as nobody resolves names on the call path.
    internal static IPAddress? Connection(ReadOnlySpan<SdpLine> lines)
    {
        foreach (ref readonly var line in lines)
        {
            if (line.Type == 'c')
            {
                return Address(line.Value);
            }
        }

        return null;
    }

    internal static IPAddress? Address(ReadOnlySpan<char> value)
    {
        Span<Range> parts = stackalloc Range[4];
        var count = value.SplitAny(parts, " \t", StringSplitOptions.RemoveEmptyEntries);
        if (count != 3 || !value[parts[0]].Equals("IN", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var address = value[parts[2]];
        var slash = address.IndexOf('/');
        return HostPort.TryParseAddress(slash < 0 ? address : address[..slash], out var parsed) ? parsed : null;
    }

    internal static MediaDirection? Direction(ReadOnlySpan<SdpLine> lines)
    {
        foreach (ref readonly var line in lines)
        {
            switch (line.AttributeName)
            {
                case "sendrecv":
                    return MediaDirection.SendRecv;
                case "sendonly":
                    return MediaDirection.SendOnly;
                case "recvonly":
                    return MediaDirection.RecvOnly;
                case "inactive":
                    return MediaDirection.Inactive;
            }
        }

        return null;
    }

    internal static bool TryFindAttribute(ReadOnlySpan<SdpLine> lines, ReadOnlySpan<char> name, out SdpLine attribute)
    {
        foreach (ref readonly var line in lines)
        {
            if (line.Type == 'a' && line.AttributeName.SequenceEqual(name))
            {
                attribute = line;
                return true;
            }
        }

        attribute = default;
        return false;
    }
}
