namespace SandboxServer;

/// <summary>The line that the server prints when it listens: all that a client needs to come in.</summary>
internal static class Greeting
{
    public static object Of(SandboxHost host) => new
    {
        url = host.BaseAddress.GetLeftPart(UriPartial.Authority),
        apiKey = host.Sandbox.ApiKey,
        memberApiKey = host.Sandbox.MemberApiKey,
        clientId = host.Sandbox.OAuthClientId,
        clientSecret = host.Sandbox.OAuthClientSecret,
        nativeClientId = host.Sandbox.NativeClientId,
        thumbprint = host.Certificate?.Thumbprint,
    };

    public static object Of(RepositoryHost host) => new
    {
        certificateUrl = host.CertificateAddress.GetLeftPart(UriPartial.Authority),
        proxyUrl = host.ProxyAddress.GetLeftPart(UriPartial.Authority),
        authenticationUrl = host.AuthenticationAddress.GetLeftPart(UriPartial.Authority),
        enginePort = host.EngineAddress.Port,
        user = host.Sandbox.DefaultUser,
        rootPem = host.Certificates.PathOf("root.pem"),
        rootCer = host.Certificates.PathOf("root.cer"),
        clientPfx = host.Certificates.PathOf("client.pfx"),
        pfxPassword = SiteCertificates.PfxPassword,
        clientPem = host.Certificates.PathOf("client.pem"),
        clientKeyPem = host.Certificates.PathOf("client_key.pem"),
        expiredPfx = host.Certificates.PathOf("client_expired.pfx"),
        withoutKeyPfx = host.Certificates.PathOf("client_without_key.pfx"),
        withoutKeyCer = host.Certificates.PathOf("client_without_key.cer"),
        jwtPrefix = "jwt",
        jwt = host.IssueToken("ACME\\admin"),
        memberJwt = host.IssueToken("ACME\\anna"),
        headerPrefix = "hdr",
        headerName = host.HeaderName,
        sessionCookie = host.OpenSession("ACME\\admin"),
        ticket = host.IssueTicket("ACME\\admin"),
        windowsUser = "ACME\\admin",
        windowsPassword = RepositoryHost.WindowsPassword,
        thumbprint = host.Certificates.Server.Thumbprint,
    };
}
