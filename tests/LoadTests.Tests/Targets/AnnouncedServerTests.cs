using System.Net;
using System.Net.Sockets;
using Inference.LoadTests.Targets;

namespace Inference.LoadTests.Tests.Targets;

public sealed class AnnouncedServerTests
{
    [Fact]
    public void Read_LineOfASilo_HasNumberPidAndAddress() => Assert.Equal(
        new AnnouncedServer(1, 1234, new Uri("http://127.0.0.1:8000")), AnnouncedServer.Read("inference-silo: silo 1 pid 1234 http://127.0.0.1:8000"));

    [Theory]
    [InlineData("inference: serving ember on http://127.0.0.1:8731, ready after 1.9 s", "http://127.0.0.1:8731/")]
    [InlineData("listening at https://[::1]:9000.", "https://[::1]:9000/")]
    public void Read_AnyLineWithAnAddress_HasTheAddress(string line, string expected)
    {
        AnnouncedServer server = AnnouncedServer.Read(line)!;

        Assert.Equal((0, null, expected), (server.Number, server.Pid, server.Address.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("inference: building (restore and compile) ...")]
    [InlineData("see https://dot.net")]
    public void Read_OtherLines_AreNone(string line) => Assert.Null(AnnouncedServer.Read(line));

    [Theory]
    [InlineData("inference-silo: starting 3 silos", 3)]
    [InlineData("inference-silo: starting 1 silos", 1)]
    [InlineData("inference-silo: 3 silos; the dashboard is at http://127.0.0.1:8000/dashboard", null)]
    [InlineData("starting 0 silos", null)]
    public void ReadCount_WhatAClusterSaysFirst_IsTheNumberOfItsSilos(string line, int? count) => Assert.Equal(count, AnnouncedServer.ReadCount(line));

    [Fact]
    public void Find_OwnListener_IsThisProcess()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();

        int? pid = PortOwner.Find(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"));

        Assert.Equal(OperatingSystem.IsLinux() ? Environment.ProcessId : null, pid);
    }
}
