namespace Contract;

/// <summary>A request and its response, as they crossed the wire.</summary>
public sealed record Exchange(string Method, Uri Address)
{
    /// <summary>Headers of the request, without those of its body.</summary>
    public IReadOnlyDictionary<string, string> RequestHeaders { get; init; } = new Dictionary<string, string>();

    /// <summary>The body of the request; null for none.</summary>
    public string? RequestBody { get; init; }

    /// <summary>The media type of the request's body.</summary>
    public string? RequestType { get; init; }

    /// <summary>The status of the response.</summary>
    public int Status { get; init; }

    /// <summary>The body of the response; null or empty for none.</summary>
    public string? AnswerBody { get; init; }

    /// <summary>The media type of the response's body.</summary>
    public string? AnswerType { get; init; }
}
