using System.Runtime.InteropServices;

namespace MediaRecorder.Load.Sockets;

// struct iovec.
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    public byte* Bytes;
    public nint Length;
}
