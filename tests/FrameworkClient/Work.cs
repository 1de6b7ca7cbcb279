using System.Globalization;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using QlikConnections.Client;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.Repository;

namespace QlikConnections.FrameworkClient;

/// <summary>What can be asked of the client layer.</summary>
internal static class Work
{
    public static int Run(string[] args)
    {
        try
        {
            Console.WriteLine(
                "done: "
                    + RunAsync(args[2], args[1] == "WebRequest", new Uri(args[3]), args[4], args.ElementAtOrDefault(5))
                        .GetAwaiter()
                        .GetResult()
            );
            return 0;
        }
        catch (QlikException e)
        {
            Console.WriteLine($"{e.ErrorId}: {e.Message}");
            return 1;
        }
    }

    private static async Task<string> RunAsync(string work, bool webRequest, Uri address, string secret, string? root)
    {
        if (work == "browser")
        {
            return await BrowserWork.RunAsync(webRequest, address, secret);
        }

        using var client = root is null
            ? await ConnectToCloudAsync(webRequest, address, secret)
            : await ConnectToSiteAsync(webRequest, address, secret, root);
        switch (work)
        {
            case "connect":
                return client.Session.UserName ?? "";
            case "list":
                return (await ListAsync(client)).Count.ToString(CultureInfo.InvariantCulture);
            case "create":
                var definition = new DataConnectionDefinition
                {
                    Name = "Zürich/50% \"q\" 東京",
                    Type = root is null ? null : "folder",
                    DataSourceId = root is null ? "File_AmazonS3ConnectorV2" : null,
                    ConnectionString = root is null ? null : @"\\files\share\Zürich",
                    Properties = root is null ? SourceProperties() : new Dictionary<string, object?>(),
                };
                var created = await client.CreateAsync(definition, CancellationToken.None);
                var read = await client.GetAsync(created.Id, false, CancellationToken.None);
                await client.DeleteAsync(created.Id, CancellationToken.None);
                return read.Name;
            default:
                throw new ArgumentException("Unknown work: " + work);
        }
    }

    private static Dictionary<string, object?> SourceProperties() => new()
    {
        ["region"] = "eu-central-1",
        ["bucketName"] = "acme",
        ["accessKey"] = Secure("key"),
        ["secretKey"] = Secure("secret"),
    };

    private static async Task<List<QlikDataConnection>> ListAsync(IDataConnectionClient client)
    {
        var all = new List<QlikDataConnection>();
        await foreach (var page in client.ListAsync(new DataConnectionQuery { IncludeNames = false }, CancellationToken.None))
        {
            all.AddRange(page.Items);
        }

        return all;
    }

    private static Task<IDataConnectionClient> ConnectToCloudAsync(bool webRequest, Uri address, string key) =>
        CloudConnector.ConnectAsync(
            new()
            {
                Name = "tenant",
                Tenant = address,
                Token = Secure(key),
                Authentication = "ApiKey",
                PrimaryHandler = webRequest ? () => WebRequestHandlers.Create(trustsAll: false) : null,
            },
            CancellationToken.None);

    private static Task<IDataConnectionClient> ConnectToSiteAsync(bool webRequest, Uri address, string jwt, string root) =>
        RepositoryConnector.ConnectAsync(
            new()
            {
                Name = "site",
                Site = address,
                Jwt = Secure(jwt),
                Authentication = "Jwt",
                TrustedRoot = new X509Certificate2(root),
                PrimaryHandler = webRequest ? () => WebRequestHandlers.Create(trustsAll: true) : null,
            },
            CancellationToken.None);

    private static SecureString Secure(string text)
    {
        var secret = new SecureString();
        foreach (var c in text)
        {
            secret.AppendChar(c);
        }

        return secret;
    }
}
