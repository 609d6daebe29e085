using MediaRecorder.Server.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MediaRecorder.Server.Tests.Http;

public class HttpLimitsTests
{
    // REQ: I-07
    [Fact]
    public void Every_limit_is_tighter_than_the_default_of_Kestrel()
    {
        var defaults = new KestrelServerOptions().Limits;
        var kestrel = new KestrelServerOptions();

        HttpLimits.Apply(kestrel);

        Assert.False(kestrel.AddServerHeader);
        Assert.Equal(0, kestrel.Limits.MaxRequestBodySize);
        Assert.True(kestrel.Limits.MaxRequestLineSize < defaults.MaxRequestLineSize);
        Assert.True(kestrel.Limits.MaxRequestHeadersTotalSize < defaults.MaxRequestHeadersTotalSize);
        Assert.True(kestrel.Limits.MaxRequestHeaderCount < defaults.MaxRequestHeaderCount);
        Assert.True(kestrel.Limits.MaxRequestBufferSize < defaults.MaxRequestBufferSize);
        Assert.NotNull(kestrel.Limits.MaxConcurrentConnections);
        Assert.True(kestrel.Limits.RequestHeadersTimeout < defaults.RequestHeadersTimeout);
    }
}
