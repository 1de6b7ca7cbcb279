using System.Globalization;
using System.Text.Json;

namespace QlikConnections.Sandbox.Wire;

/// <summary>Writes error bodies in the shape of the service that responds [cloud 1.8].</summary>
internal static class ErrorBody
{
    public static Reply From(ErrorFormat format, Refusal refusal) => Reply.Json(refusal.Status, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("errors");
        WriteError(json, format, refusal);
        json.WriteEndArray();
        if (format is ErrorFormat.Spaces or ErrorFormat.Users)
        {
            json.WriteString("traceId", Guid.NewGuid().ToString("N"));
        }

        json.WriteEndObject();
    });

    /// <summary>One error object, also used inside the items of a 207 response.</summary>
    public static void WriteError(Utf8JsonWriter json, ErrorFormat format, Refusal refusal)
    {
        json.WriteStartObject();
        json.WriteString("code", refusal.Code ?? Code(format, refusal.Status));
        json.WriteString("title", Title(refusal.Status));
        json.WriteString("detail", refusal.Detail);
        switch (format)
        {
            // The schemas disagree on the type of status; readers must accept both.
            case ErrorFormat.DataConnections or ErrorFormat.Users:
                json.WriteNumber("status", refusal.Status);
                break;
            case ErrorFormat.OAuth:
                json.WriteString("status", refusal.Status.ToString(CultureInfo.InvariantCulture));
                break;
        }
        json.WriteEndObject();
    }

    // Only DCERROR-0010, DCAAS-2001 and USERS-7 are published; the others follow the same pattern.
    private static string Code(ErrorFormat format, int status)
    {
        var number = status.ToString(CultureInfo.InvariantCulture);
        return format switch
        {
            ErrorFormat.DataConnections => status == 400 ? "DCERROR-0010" : "DCERROR-0" + number,
            ErrorFormat.DataSources => status == 404 ? "DCAAS-2001" : "DCAAS-2" + number,
            ErrorFormat.Spaces => "SPACES-" + number,
            ErrorFormat.Users => status == 404 ? "USERS-7" : "USERS-" + number,
            ErrorFormat.OAuth => "OAUTH-" + number,
            _ => "HTTP-" + number,
        };
    }

    private static string Title(int status) => status switch
    {
        400 => "Bad or invalid request",
        401 => "Unauthorized",
        403 => "Access denied",
        404 => "Not found",
        405 => "Method not allowed",
        409 => "Conflict",
        415 => "Unsupported media type",
        _ => "Error",
    };
}
