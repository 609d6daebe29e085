using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MediaRecorder.Net.Tests;

public sealed class SocketEndpointTests
{
    [Theory]
    [InlineData("0.0.0.0:0")]
    [InlineData("192.0.2.7:5060")]
    [InlineData("255.255.255.255:65535")]
    [InlineData("[::]:1")]
    [InlineData("[2001:db8::1:2]:40000")]
    [InlineData("[fe80::1%3]:40000")]
    public void An_endpoint_survives_the_way_there_and_back(string text)
    {
        var endPoint = IPEndPoint.Parse(text);
        var endpoint = SocketEndpoint.From(endPoint);
        Assert.Equal(endPoint, endpoint.ToIPEndPoint());
        Assert.Equal(endPoint.Port, endpoint.Port);
        Assert.Equal(endPoint.ToString(), endpoint.ToString());
        Assert.False(endpoint.IsEmpty);
    }

    [Fact]
    public void It_is_the_kernels_sockaddr()
    {
        Assert.Equal(28, Unsafe.SizeOf<SocketEndpoint>());
        if (!OperatingSystem.IsLinux())
            return;

        foreach (var text in new[] { "192.0.2.7:5060", "[2001:db8::1:2%9]:40000" })
        {
            var endPoint = IPEndPoint.Parse(text);
            var expected = endPoint.Serialize();
            var endpoint = SocketEndpoint.From(endPoint);
            var bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<SocketEndpoint>(in endpoint));
            Assert.Equal(expected.Size, endpoint.LengthBytes);
            Assert.Equal(expected.Buffer.Span[..expected.Size], bytes[..expected.Size]);
            Assert.Equal(-1, bytes[expected.Size..].IndexOfAnyExcept((byte)0));
        }
    }

    [Fact]
    public void An_IPv4_address_mapped_into_IPv6_is_the_IPv4_address()
    {
        var mapped = SocketEndpoint.From(IPEndPoint.Parse("[::ffff:192.0.2.7]:5060"));
        var plain = SocketEndpoint.From(IPEndPoint.Parse("192.0.2.7:5060"));
        Assert.Equal(plain, mapped);
        Assert.Equal(plain.GetHashCode(), mapped.GetHashCode());
        Assert.Equal("192.0.2.7:5060", mapped.ToString());
    }

    [Theory]
    [InlineData("[::fffe:192.0.2.7]:5060")]
    [InlineData("[::1:ffff:192.0.2.7]:5060")]
    [InlineData("[::192.0.2.7]:5060")]
    [InlineData("[::1]:5060")]
    public void Addresses_that_only_look_mapped_stay_IPv6(string text) =>
        Assert.Equal(IPEndPoint.Parse(text), SocketEndpoint.From(IPEndPoint.Parse(text)).ToIPEndPoint());

    [Theory]
    [InlineData("192.0.2.7:5060", "192.0.2.7:5061", true)]
    [InlineData("192.0.2.7:5060", "192.0.2.8:5060", false)]
    [InlineData("[2001:db8::1]:1", "[2001:db8::1]:2", true)]
    [InlineData("[2001:db8::1]:1", "[2001:db8::2]:1", false)]
    [InlineData("[2001:db8:1::1]:1", "[2001:db8::1]:1", false)]
    [InlineData("[fe80::1%1]:1", "[fe80::1%2]:1", false)]
    [InlineData("0.0.0.0:1", "[::]:1", false)]
    public void Endpoints_that_differ_are_not_equal_and_may_share_the_address(string one, string two, bool sameAddress)
    {
        var left = SocketEndpoint.From(IPEndPoint.Parse(one));
        var right = SocketEndpoint.From(IPEndPoint.Parse(two));
        Assert.True(left != right);
        Assert.False(left == right);
        Assert.False(left.Equals((object)right));
        Assert.Equal(sameAddress, left.SameAddress(right));
    }

    [Fact]
    public void Default_is_empty()
    {
        SocketEndpoint none = default;
        Assert.True(none.IsEmpty);
        Assert.Equal("none", none.ToString());
        Assert.Equal(new IPEndPoint(IPAddress.Any, 0), none.ToIPEndPoint());
        Assert.NotEqual(none, SocketEndpoint.From(new IPEndPoint(IPAddress.Any, 0)));
    }
}
