using System.Text.Json.Nodes;

namespace SandboxServer;

/// <summary>Ways in which a response can be valid JSON and yet wrong.</summary>
public static class ResponseRewrites
{
    /// <summary>The next link leads to another host: who follows it gives the token away.</summary>
    public static string ForeignNext(string body) =>
        Edit(
            body,
            answer =>
            {
                if (answer["links"]?["next"]?["href"]?.GetValue<string>() is { } href)
                {
                    answer["links"]!["next"]!["href"] = new UriBuilder(href)
                    {
                        Host = "attacker.example.test",
                        Port = 443,
                        Scheme = "https",
                    }
                        .Uri
                        .AbsoluteUri;
                }
            }
        );

    /// <summary>The next link leads back to the same page: who follows it never ends.</summary>
    public static string RepeatedNext(string body) => Edit(body, answer =>
    {
        if (answer["links"]?["self"]?["href"]?.GetValue<string>() is { } self)
        {
            answer["links"]!["next"] = new JsonObject { ["href"] = self };
        }
    });

    /// <summary>The last item of a 207 response is missing: its outcome is unknown.</summary>
    public static string DropItem(string body) => Edit(body, answer =>
    {
        if (answer["data"] is JsonArray { Count: > 0 } items)
        {
            items.RemoveAt(items.Count - 1);
        }
    });

    /// <summary>A list that says about itself that it is not complete (errors beside the data of a 200).</summary>
    public static string PartialErrors(string body) => Edit(body, answer => answer["errors"] = new JsonArray(new JsonObject
    {
        ["code"] = "DCERROR-0502",
        ["title"] = "Some resources were left out",
        ["status"] = 502,
    }));

    private static string Edit(string body, Action<JsonNode> edit)
    {
        var answer = JsonNode.Parse(body)!;
        edit(answer);
        return answer.ToJsonString();
    }
}
