using System.Net;
using MediaRecorder.Server.Demo;

namespace MediaRecorder.Server.Tests.Demo;

public class DemoModelTests
{
    [Fact]
    public void Each_phone_is_told_from_the_other_by_its_port_and_called_by_the_other_trunk()
    {
        var (customer, agent) = (IPEndPoint.Parse("127.0.0.1:5001"), IPEndPoint.Parse("127.0.0.1:5002"));

        var model = DemoModel.Create("/tmp/demo", 5000, 10_000, customer, agent);

        Assert.Equal("carrier", model.Calls.TrunkOf(customer)!.Name);
        Assert.Equal(agent, model.Calls.Trunks[model.Calls.TrunkOf(customer)!.RouteTo].NextHop.EndPoint);
        Assert.Equal("pbx", model.Calls.TrunkOf(agent)!.Name);
        Assert.Null(model.Calls.TrunkOf(IPEndPoint.Parse("127.0.0.1:5003")));
        Assert.Equal((10_000, 10_007), (model.Calls.FirstMediaPort, model.Calls.LastMediaPort));
        Assert.Equal("/tmp/demo/.spool", model.Recording.Spool);
    }
}
