using System.Runtime.InteropServices;

namespace MediaRecorder.Load.Sockets;

// struct mmsghdr of 64-bit Linux: struct msghdr (56 bytes), then the length received.
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    public byte* Name;
    public nint NameLength;
    public IoVector* Vectors;
    public nint VectorCount;
    public byte* Control;
    public nint ControlLength;
    public nint Flags;
    public nint Received;
}
