using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;

/// <summary>Answers in the way of a broken or hostile server on loopback. Compiled by PowerShell itself, for Hostile.Tests.ps1.</summary>
public sealed class HostileServer : IDisposable
{
    /// <summary>A name that clears a terminal, turns text around and adds a line.</summary>
    public const string Name = "Sales\u001b[2J\u001b]0;owned\u0007\u202egpj.exe\r\nDeleted\u009b31m\u2066\0x";

    private const string Id = "11111111-1111-4111-8111-111111111111";
    private readonly TcpListener _plain = new TcpListener(IPAddress.Loopback, 0);
    private readonly TcpListener _secure = new TcpListener(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly ConcurrentQueue<string> _requests = new ConcurrentQueue<string>();

    public HostileServer()
    {
        using (RSA key = RSA.Create(2048))
        using (
            X509Certificate2 made = new CertificateRequest(
                "CN=127.0.0.1",
                key,
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            ).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1))
        )
            _certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        _plain.Start();
        _secure.Start();
        Work(() => Listen(_plain, false));
        Work(() => Listen(_secure, true));
    }

    /// <summary>The kind of its responses; "names" for a whole tenant with hostile text everywhere.</summary>
    public string Case { get; set; } = "names";

    public string Url { get { return "http://127.0.0.1:" + ((IPEndPoint)_plain.LocalEndpoint).Port; } }

    /// <summary>The same server as a client-managed site: by https only, with an untrusted certificate.</summary>
    public string SecureUrl { get { return "https://127.0.0.1:" + ((IPEndPoint)_secure.LocalEndpoint).Port; } }

    /// <summary>Method and path of all requests since they were last asked for.</summary>
    public string[] TakeRequests()
    {
        var taken = new List<string>();
        string request;
        while (_requests.TryDequeue(out request))
            taken.Add(request);
        return taken.ToArray();
    }

    public void Dispose()
    {
        _plain.Stop();
        _secure.Stop();
        _certificate.Dispose();
    }

    private static void Work(ThreadStart work) { new Thread(work) { IsBackground = true }.Start(); }

    private void Listen(TcpListener listener, bool isSecure)
    {
        try
        {
            while (true)
            {
                TcpClient client = listener.AcceptTcpClient();
                Work(() => Serve(client, isSecure));
            }
        }
        catch (SocketException) { }
        catch (InvalidOperationException) { }
    }

    private void Serve(TcpClient client, bool isSecure)
    {
        using (client)
        {
            try
            {
                Stream stream = client.GetStream();
                if (isSecure)
                {
                    var encrypted = new SslStream(stream);
                    encrypted.AuthenticateAsServer(_certificate);
                    stream = encrypted;
                }
                string request = Read(stream);
                string[] line = request.Split(new[] { ' ' }, 3);
                if (line.Length < 3)
                    return;
                string path = line[1].Split('?')[0];
                _requests.Enqueue(line[0] + " " + path);
                foreach (byte[] piece in Answer(line[0], path))
                    stream.Write(piece, 0, piece.Length);
            }
            catch (IOException) { }
            catch (AuthenticationException) { }
        }
    }

    private static string Read(Stream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[65536];
        while (true)
        {
            int read = stream.Read(buffer, 0, buffer.Length);
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
            string head = text.ToString();
            int end = head.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (read == 0)
                return head;
            if (end < 0)
                continue;
            string length = head.Substring(0, end)
                .Split('\n')
                .FirstOrDefault(h => h.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
            if (length == null || head.Length >= end + 4 + int.Parse(length.Substring(15).Trim()))
                return head;
        }
    }

    private static byte[] Response(int status, string body, string headers = "", string type = "application/json")
    {
        return Encoding.Latin1.GetBytes(
            "HTTP/1.1 "
                + status
                + " X\r\nContent-Type: "
                + type
                + "\r\nContent-Length: "
                + body.Length
                + "\r\n"
                + headers
                + "Connection: close\r\n\r\n"
                + body
        );
    }

    private static string Json(string text)
    {
        return "\""
            + string.Concat(text.Select(c => c > ' ' && c <= '~' && c != '"' && c != '\\' ? c.ToString() : "\\u" + ((int)c).ToString("x4")))
            + "\"";
    }

    private IEnumerable<byte[]> Answer(string method, string path)
    {
        if (path.EndsWith("/users/me", StringComparison.Ordinal) && !Case.StartsWith("oauth", StringComparison.Ordinal))
            return new[] { Response(200, "{\"id\":\"u1\",\"name\":\"Me\",\"status\":\"active\"}") };
        if (path.EndsWith("/qrs/about", StringComparison.Ordinal))
            return new[] { Response(200, "{}") };
        switch (Case)
        {
            case "names":
                return new[] { Named(method, path) };
            case "surrogate-error":
                return new[] { Response(400, "{\"title\":\"\\ud800\"}") };
            case "bad-utf8-error":
                return new[] { Response(400, "{\"title\":\"f\u00fcr\"}") };
            case "null-row":
                return new[] { Response(200, path.Contains("/qrs/") ? "[null]" : "{\"data\":[null]}") };
            case "broken-gzip":
                return new[] { Response(200, "no gzip", "Content-Encoding: gzip\r\n") };
            case "broken-deflate":
                return new[] { Response(200, "no deflate", "Content-Encoding: deflate\r\n") };
            case "reserved-name":
                return new[] { Response(200, "{\"pstypenames\":[\"x\"],\"PSObject\":{\"psbase\":1},\"\":2}") };
            case "long-title":
                return new[] { Response(400, "{\"title\":\"" + new string('x', 30000000) + "\"}") };
            case "title-page":
                return new[] { Response(400, string.Concat(Enumerable.Repeat("<title", 300000)), type: "text/html") };
            case "escape-in-error":
                return new[] { Response(400, "{\"title\":\"\\u001b]0;owned\\u0007\\u001b[2Jx\"}") };
            case "escape-in-trace":
                return new[] { Response(400, "{\"title\":\"x\",\"traceId\":\"\\u001b[2J\\u202e\"}", "x-request-id: \u001b[2J\r\n") };
            case "length-overflow":
                return new[]
                {
                    Encoding.ASCII.GetBytes(
                        "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\nContent-Type: application/json\r\n\r\n{}"
                    ),
                };
            case "length-beyond":
                return new[]
                {
                    Encoding.ASCII.GetBytes(
                        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\nContent-Type: application/json\r\n\r\n{}"
                    ),
                };
            case "oauth-newline":
                return new[] { Response(200, "{\"access_token\":\"T\\r\\nX: y\",\"expires_in\":60}") };
            case "oauth-expiry":
                return new[] { Response(200, "{\"access_token\":\"T\",\"expires_in\":9999999999999}") };
            case "deep":
                return new[] { Response(200, new string('[', 100000)) };
            case "no-http":
                return new[] { Encoding.ASCII.GetBytes("\u0016\u0003\u0001 not HTTP\r\n\r\n") };
            case "long-header":
                return new[] { Response(200, "{}", "X: " + new string('x', 10000000) + "\r\n") };
            case "wrong-types":
                return new[] { Response(200, "{\"data\":{\"a\":1},\"links\":7,\"value\":\"x\"}") };
            case "web-page":
                return new[] { Response(200, "<html><title>Log in</title></html>", type: "text/html") };
            case "circle":
                return new[] { Response(302, "", "Location: " + path + "\r\n") };
            case "endless":
                return Endless(200, " ");
            case "endless-rows":
                return Endless(200, "{\"data\":[", "{\"id\":\"1\"},");
            case "endless-error":
                return Endless(400, "{\"title\":\"", "x");
            case "oauth-endless":
                return Endless(200, "{\"access_token\":\"", "x");
            case "bomb":
                return Bomb(200, " ");
            case "bomb-rows":
                return Bomb(200, "{\"data\":[", "{\"id\":\"1\"},");
            case "bomb-error":
                return Bomb(400, "{\"title\":\"", "x");
            case "oauth-bomb":
                return Bomb(200, "{\"access_token\":\"", "x");
            default:
                throw new InvalidOperationException(Case);
        }
    }

    private static byte[] Head(int status, string headers)
    {
        return Encoding.ASCII.GetBytes("HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\n" + headers + "Connection: close\r\n\r\n");
    }

    private static byte[] Many(string unit)
    {
        return Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(unit, 1000000 / unit.Length)));
    }

    private static IEnumerable<byte[]> Endless(int status, string begin, string unit = " ")
    {
        yield return Head(status, "");
        yield return Encoding.ASCII.GetBytes(begin);
        byte[] piece = Many(unit);
        for (int i = 0; i < 4000; i++)
            yield return piece;
    }

    /// <summary>About 4 GB, packed.</summary>
    private static IEnumerable<byte[]> Bomb(int status, string begin, string unit = " ")
    {
        yield return Head(status, "Content-Encoding: gzip\r\n");
        yield return Packed(Encoding.ASCII.GetBytes(begin));
        byte[] piece = Packed(Many(unit));
        for (int i = 0; i < 4000; i++)
            yield return piece;
    }

    private static byte[] Packed(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Optimal))
            gzip.Write(bytes, 0, bytes.Length);
        return packed.ToArray();
    }

    private static byte[] Named(string method, string path)
    {
        string name = Json(Name);
        string connection =
            "{\"qID\":\""
            + Id
            + "\",\"qName\":"
            + name
            + ",\"qType\":"
            + name
            + ",\"qConnectStatement\":"
            + name
            + ",\"datasourceID\":"
            + name
            + ",\"space\":\"s1\",\"user\":\"u1\",\"tags\":["
            + name
            + "],\"privileges\":["
            + name
            + "],\"connectionProperties\":{"
            + name
            + ":"
            + name
            + "}}";
        string user = "{\"id\":\"u1\",\"name\":" + name + ",\"email\":" + name + ",\"subject\":" + name + ",\"status\":" + name + "}";
        if (
            method != "GET"
            && !path.EndsWith("/filter", StringComparison.Ordinal)
            && !path.EndsWith("/filter-orphan", StringComparison.Ordinal)
        )
            return Response(
                403,
                "{\"errors\":[{\"code\":" + name + ",\"title\":" + name + ",\"detail\":" + name + "}],\"traceId\":" + name + "}"
            );
        if (path.StartsWith("/qrs/", StringComparison.Ordinal))
        {
            string entity =
                "{\"id\":\""
                + Id
                + "\",\"name\":"
                + name
                + ",\"connectionstring\":"
                + name
                + ",\"type\":"
                + name
                + ",\"username\":"
                + name
                + ",\"owner\":{\"id\":\""
                + Id
                + "\",\"userId\":"
                + name
                + ",\"userDirectory\":"
                + name
                + ",\"name\":"
                + name
                + "},\"tags\":[{\"id\":\""
                + Id
                + "\",\"name\":"
                + name
                + "}],\"customProperties\":[{\"value\":"
                + name
                + ",\"definition\":{\"id\":\""
                + Id
                + "\",\"name\":"
                + name
                + "}}],\"privileges\":["
                + name
                + "],\"modifiedDate\":\"2026-01-01T00:00:00.000Z\"}";
            return Response(
                200,
                path.EndsWith("/count", StringComparison.Ordinal) ? "{\"value\":1}"
                    : path.StartsWith("/qrs/user", StringComparison.Ordinal)
                        ? "[{\"id\":\"" + Id + "\",\"userId\":" + name + ",\"userDirectory\":" + name + ",\"name\":" + name + "}]"
                    : path.Contains(Id) ? entity
                    : "[" + entity + "]"
            );
        }
        if (path.Contains("/users"))
            return Response(200, "{\"data\":[" + user + "]}");
        if (path.EndsWith("/spaces", StringComparison.Ordinal))
            return Response(200, "{\"data\":[{\"id\":\"s1\",\"name\":" + name + ",\"type\":\"shared\",\"description\":" + name + "}]}");
        if (path.EndsWith("/api-specs", StringComparison.Ordinal))
            return Response(
                200,
                "{\"connectorProvider\":"
                    + name
                    + ",\"connectionProperties\":{\"properties\":{"
                    + name
                    + ":{\"type\":\"string\",\"description\":"
                    + name
                    + ",\"default\":"
                    + name
                    + ",\"enum\":["
                    + name
                    + "]}}}}"
            );
        if (path.EndsWith("/gateways", StringComparison.Ordinal))
            return Response(200, "{\"gateways\":[{\"id\":" + name + ",\"name\":" + name + ",\"default\":true}]}");
        if (path.EndsWith("/data-sources", StringComparison.Ordinal))
            return Response(
                200,
                "{\"dataSources\":[{\"dataSourceId\":"
                    + name
                    + ",\"name\":"
                    + name
                    + ",\"provider\":"
                    + name
                    + ",\"providerName\":"
                    + name
                    + ",\"capabilities\":["
                    + name
                    + "],\"dataSourceType\":"
                    + name
                    + ",\"disabled\":false}]}"
            );
        string credential =
            "{\"qID\":\""
            + Id
            + "\",\"qName\":"
            + name
            + ",\"qType\":"
            + name
            + ",\"qConnCount\":0,\"datasourceID\":"
            + name
            + ",\"user\":\"u1\"}";
        if (path.Contains("/data-credentials"))
            return Response(200, path.Contains(Id) ? credential : "{\"data\":[" + credential + "]}");
        return Response(200, path.Contains(Id) ? connection : "{\"data\":[" + connection + "]}");
    }
}
