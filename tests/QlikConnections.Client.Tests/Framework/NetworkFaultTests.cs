using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.Http;
using QlikConnections.Client.Repository;

namespace QlikConnections.Client.Tests.Framework;

/// <summary>What failures mean, in the shapes of .NET Framework and of .NET. No message is read: they are in the user's language.</summary>
public sealed class NetworkFaultTests
{
    [Fact]
    public void UntrustedCertificate_IsKnownByItsShape()
    {
        Assert.True(NetworkFault.IsUntrustedCertificate(FrameworkExceptions.Untrusted));
        Assert.True(NetworkFault.IsUntrustedCertificate(new HttpRequestException("x", new AuthenticationException("x"))));

        Assert.False(NetworkFault.IsUntrustedCertificate(FrameworkExceptions.Handshake));
        Assert.False(NetworkFault.IsUntrustedCertificate(FrameworkExceptions.Refused));
        Assert.False(
            NetworkFault.IsUntrustedCertificate(
                new HttpRequestException("x", new AuthenticationException("certificate", new IOException()))
            )
        );
        Assert.False(NetworkFault.IsUntrustedCertificate(null));
    }

    [Theory]
    [InlineData(WebExceptionStatus.ConnectFailure, true, true)]
    [InlineData(WebExceptionStatus.NameResolutionFailure, true, true)]
    [InlineData(WebExceptionStatus.ProxyNameResolutionFailure, true, true)]
    [InlineData(WebExceptionStatus.TrustFailure, true, false)]
    [InlineData(WebExceptionStatus.SecureChannelFailure, true, false)]
    [InlineData(WebExceptionStatus.SendFailure, false, false)]
    [InlineData(WebExceptionStatus.ReceiveFailure, false, false)]
    [InlineData(WebExceptionStatus.ConnectionClosed, false, false)]
    [InlineData(WebExceptionStatus.KeepAliveFailure, false, false)]
    [InlineData(WebExceptionStatus.PipelineFailure, false, false)]
    [InlineData(WebExceptionStatus.ServerProtocolViolation, false, false)]
    [InlineData(WebExceptionStatus.Timeout, false, false)]
    [InlineData(WebExceptionStatus.UnknownError, false, false)]
    public void StatusOfDotNetFramework_SaysWhetherARequestCanHaveArrived(WebExceptionStatus status, bool neverSent, bool mayPass)
    {
        Assert.Equal(neverSent, NetworkFault.WasNeverSent(FrameworkExceptions.Of(status)));
        Assert.Equal(mayPass, NetworkFault.IsOutOfReach(FrameworkExceptions.Of(status)));
    }

    [Fact]
    public void BrokenConnection_MayHaveCarriedTheRequest()
    {
        var broken = new HttpRequestException("x", new IOException("x", new SocketException((int)SocketError.ConnectionReset)));

        Assert.False(NetworkFault.WasNeverSent(broken));
        Assert.True(NetworkFault.WasNeverSent(new HttpRequestException("x", new SocketException((int)SocketError.ConnectionRefused))));
        Assert.False(NetworkFault.WasNeverSent(new IOException("x", new SocketException((int)SocketError.ConnectionReset))));
        Assert.False(NetworkFault.WasNeverSent(null));
    }

    [Theory]
    [InlineData(WebExceptionStatus.TrustFailure, 1)]
    [InlineData(WebExceptionStatus.SecureChannelFailure, 1)]
    [InlineData(WebExceptionStatus.ConnectFailure, 4)]
    [InlineData(WebExceptionStatus.ReceiveFailure, 4)]
    public async Task WhatStaysSo_IsTriedOnce(WebExceptionStatus status, int attempts)
    {
        var network = new FailingNetwork(() => FrameworkExceptions.Of(status));

        var failure = await Assert.ThrowsAsync<QlikApiException>(() => CloudConnector.ConnectAsync(
            new CloudConnectOptions
            {
                Name = "acme",
                Tenant = new Uri("https://acme.example/"),
                Token = SandboxClient.Secure("key"),
                Time = new FakeTime { SkipWaits = true },
                PrimaryHandler = () => network,
            },
            TestContext.Current.CancellationToken));

        Assert.Equal("QlikUnreachable", failure.ErrorId);
        Assert.Equal(attempts, network.Requests);
    }

    [Fact]
    public async Task UntrustedSite_IsNamedInAnyLanguage()
    {
        var network = new FailingNetwork(() => FrameworkExceptions.Untrusted);

        var failure = await Assert.ThrowsAnyAsync<QlikException>(() => RepositoryConnector.ConnectAsync(
            new RepositoryConnectOptions
            {
                Name = "site",
                Site = new Uri("https://sense.example:4242/"),
                Authentication = "Jwt",
                Jwt = SandboxClient.Secure("a.b.c"),
                Time = new FakeTime { SkipWaits = true },
                PrimaryHandler = () => network,
            },
            TestContext.Current.CancellationToken));

        Assert.Equal("QlikCertificateUntrusted", failure.ErrorId);
        Assert.Equal(1, network.Requests);
    }

    private sealed class FailingNetwork(Func<Exception> failure) : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return Task.FromException<HttpResponseMessage>(failure());
        }
    }
}
