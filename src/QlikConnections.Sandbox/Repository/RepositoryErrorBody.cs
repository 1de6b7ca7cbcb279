using System.Net;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Repository;

/// <summary>Writes error bodies. Live servers send several shapes [qrs 12.1]; which one belongs to which status is an
/// assumption.</summary>
internal sealed class RepositoryErrorBody(RepositoryErrors wording)
{
    /// <summary>A JSON string in which HTML characters are encoded; a lost lock has no body at all.</summary>
    public Reply From(Refusal refusal)
    {
        if (wording == RepositoryErrors.Live)
        {
            return refusal.Status == 409
                ? Reply.Bare(409)
                : Reply.Json(refusal.Status, json => json.WriteStringValue(WebUtility.HtmlEncode(refusal.Detail)));
        }

        return Reply.Json(refusal.Status, json =>
        {
            json.WriteStartObject();
            json.WriteString("message", refusal.Detail);
            json.WriteEndObject();
        });
    }

    /// <summary>Plain text, as from servers in front of the repository.</summary>
    public Reply Plain(Refusal refusal) => wording == RepositoryErrors.Live ? Reply.Text(refusal.Status, refusal.Detail) : From(refusal);

    /// <summary>Only the status.</summary>
    public Reply Bare(Refusal refusal) => wording == RepositoryErrors.Live ? Reply.Bare(refusal.Status) : From(refusal);
}
