using System.Net;
using System.Net.Sockets;

namespace MediaRecorder.Net;

// The one line an operator reads when a socket cannot be bound; the same whichever loop tried.
internal static class BindError
{
    internal static string Describe(IPEndPoint localEndPoint, SocketError error, string systemText, string what = "UDP")
    {
        var reason = error switch
        {
            SocketError.AddressAlreadyInUse => "address in use: another socket holds this port",
            SocketError.AddressNotAvailable => "address not available: no interface of this machine has it",
            SocketError.AccessDenied => "permission denied: the port or address is reserved for privileged processes",
            SocketError.AddressFamilyNotSupported => "address family not supported: this machine has no such protocol",
            SocketError.TooManyOpenSockets => "too many open files: raise the limit of the process (ulimit -n)",
            _ => systemText,
        };
        return $"cannot bind {what} {localEndPoint}: {reason}";
    }

    internal static SocketError FromErrno(int errno) => errno switch
    {
        LibC.Eaddrinuse => SocketError.AddressAlreadyInUse,
        LibC.Eaddrnotavail => SocketError.AddressNotAvailable,
        LibC.Eacces or LibC.Eperm => SocketError.AccessDenied,
        LibC.Eafnosupport => SocketError.AddressFamilyNotSupported,
        LibC.Emfile or LibC.Enfile => SocketError.TooManyOpenSockets,
        _ => SocketError.SocketError,
    };
}
