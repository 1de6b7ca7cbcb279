namespace SandboxServer;

/// <summary>What goes wrong.</summary>
public enum FaultKind
{
    /// <summary>A status with headers and any text as body; the request is not processed.</summary>
    Status,

    /// <summary>429 with Retry-After and the body of Qlik Cloud; not processed.</summary>
    RateLimit,

    /// <summary>The connection is reset; not processed.</summary>
    ResetBefore,

    /// <summary>Processed, but the connection is reset before the response: the caller cannot know.</summary>
    ResetAfter,

    /// <summary>Processed; the announced length, but only half of the body. A response without a body stays as it is.</summary>
    Truncate,

    /// <summary>Not processed and without a response, until the caller gives up.</summary>
    Hang,

    /// <summary>Processed, but the response is a status with headers and any text, as of a gateway that waited no longer.</summary>
    StatusAfter,

    /// <summary>Processed; the response begins, and its end never comes, until the caller gives up.</summary>
    SlowBody,

    /// <summary>Processed; the body of the response is rewritten.</summary>
    Rewrite,

    /// <summary>
    /// Processed, but the body contains another object, as from a faulty cache: <see cref="Fault.Another"/>. A GET is
    /// passed on for that object at once; after any other the journal shows one GET more. A response without a body stays as it is.
    /// </summary>
    AnotherObject,

    /// <summary>A web socket opens, and its first message is <see cref="Fault.Body"/> in place of the greeting.</summary>
    SocketMessage,

    /// <summary>A web socket opens, and nothing is ever sent in response.</summary>
    SocketSilence,

    /// <summary>A web socket is cut in the middle of a response, after the app was opened.</summary>
    SocketClose,

    /// <summary>A web socket sends responses in another order, others twice, and some of nobody.</summary>
    SocketDisorder,

    /// <summary>A web socket responds with a message of 100 MB.</summary>
    SocketFlood,
}
