using System.Text.Json;

namespace SandboxServer;

/// <summary>
/// Faults in words, for the control endpoint and the command line:
/// {"method":"GET","path":"regex","kind":"status","status":503,"times":2,"seconds":1,"body":"text","type":"text/plain",
/// "another":"path of another object","location":"where a redirect leads"}.
/// </summary>
internal static class FaultDescription
{
    private const string EdgePage = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";

    public static Fault Read(JsonElement json)
    {
        string? Text(string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
        int? Number(string name) => json.TryGetProperty(name, out var value) ? value.GetInt32() : null;
        return Create(
            Text("kind") ?? "",
            Fault.Matching(Text("method"), Text("path")),
            Number("times") ?? 1,
            Number("status"),
            Number("seconds") ?? 1,
            Text("body"),
            Text("type"),
            Text("another"),
            Text("location")
        );
    }

    /// <summary>A fault by its name alone, striking once, whatever is asked.</summary>
    public static Fault Named(string kind) => Create(kind, (_, _) => true, 1, null, 1, null);

    private static Fault Create(
        string kind,
        Func<string, string, bool> match,
        int times,
        int? status,
        int seconds,
        string? body,
        string? type = null,
        string? another = null,
        string? location = null
    )
    {
        Fault Rewriting(Func<string, string> rewrite) =>
            new()
            {
                Match = match,
                Times = times,
                Kind = FaultKind.Rewrite,
                Rewrite = rewrite,
            };
        Fault Plain(FaultKind plain) =>
            new()
            {
                Match = match,
                Times = times,
                Kind = plain,
                Seconds = seconds,
            };
        return kind switch
        {
            "status" => new()
            {
                Match = match,
                Times = times,
                Kind = FaultKind.Status,
                Status = status ?? 503,
                Body = body ?? "",
                ContentType = type ?? "application/json",
            },
            "html" => new()
            {
                Match = match,
                Times = times,
                Kind = FaultKind.Status,
                Status = status ?? 502,
                Body = body ?? EdgePage,
                ContentType = "text/html",
            },
            "loginPage" => new()
            {
                Match = match,
                Times = times,
                Kind = FaultKind.Status,
                Status = 200,
                Body = ProxyPages.Login,
                ContentType = "text/html",
            },
            "loginRedirect" => new()
            {
                Match = match,
                Times = times,
                Kind = FaultKind.Status,
                Status = 302,
                Headers = new Dictionary<string, string> { ["Location"] = "/internal_forms_authentication/" },
            },
            "redirect" => new()
            {
                Match = match,
                Times = times,
                Kind = FaultKind.Status,
                Status = 302,
                Headers = new Dictionary<string, string>
                {
                    ["Location"] = location ?? throw new ArgumentException("The location is missing."),
                },
            },
            "retryAfter" => Plain(FaultKind.RateLimit),
            "resetBefore" => Plain(FaultKind.ResetBefore),
            "resetAfter" => Plain(FaultKind.ResetAfter),
            "statusAfter" => new()
            {
                Match = match,
                Times = times,
                Kind = FaultKind.StatusAfter,
                Status = status ?? 504,
                Body = body ?? "",
            },
            "truncate" => Plain(FaultKind.Truncate),
            "slowBody" => Plain(FaultKind.SlowBody),
            "hang" => Plain(FaultKind.Hang),
            "socketMessage" => new()
            {
                Match = match,
                Times = times,
                Kind = FaultKind.SocketMessage,
                Body = body ?? "",
            },
            "socketSilence" => Plain(FaultKind.SocketSilence),
            "socketClose" => Plain(FaultKind.SocketClose),
            "socketDisorder" => Plain(FaultKind.SocketDisorder),
            "socketFlood" => Plain(FaultKind.SocketFlood),
            "anotherObject" => new()
            {
                Match = match,
                Times = times,
                Kind = FaultKind.AnotherObject,
                Another = another ?? throw new ArgumentException("The path of another object is missing."),
            },
            "foreignNext" => Rewriting(ResponseRewrites.ForeignNext),
            "repeatedNext" => Rewriting(ResponseRewrites.RepeatedNext),
            "dropItem" => Rewriting(ResponseRewrites.DropItem),
            "partialErrors" => Rewriting(ResponseRewrites.PartialErrors),
            _ => throw new ArgumentException($"The fault kind '{kind}' is not known."),
        };
    }
}
