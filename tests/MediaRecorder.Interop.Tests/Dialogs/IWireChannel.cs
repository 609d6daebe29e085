using System.Net;
using System.Threading.Channels;
using MediaRecorder.Interop.Tests.Wire;

namespace MediaRecorder.Interop.Tests.Dialogs;

/// <summary>How a <see cref="WirePhone"/> speaks: datagrams, or connections that it opens and that it is given.</summary>
internal interface IWireChannel : IAsyncDisposable
{
    /// <summary>What Via calls it.</summary>
    string Protocol { get; }

    ChannelReader<WireMessage> Messages { get; }

    /// <param name="replyTo">Where the request came from that this answers; null for a request.</param>
    Task SendAsync(string message, IPEndPoint? replyTo = null);
}
