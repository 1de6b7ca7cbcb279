using System.Globalization;
using System.Text.Json;
using SandboxServer;

// dotnet SandboxServer.dll [--https] [--latency ms] [--connections n] [--fault name]…
// Prints one line of JSON when it listens, and ends when its standard input does.
bool https = false;
int latency = 0;
int connections = 0;
var faults = new List<string>();
for (int i = 0; i < args.Length; i++)
{
    string Value() => ++i < args.Length ? args[i] : throw new ArgumentException("A value is missing at the end of the command line.");
    switch (args[i])
    {
        case "--https":
            https = true;
            break;
        case "--latency":
            latency = int.Parse(Value(), CultureInfo.InvariantCulture);
            break;
        case "--connections":
            connections = int.Parse(Value(), CultureInfo.InvariantCulture);
            break;
        case "--fault":
            faults.Add(Value());
            break;
        default:
            await Console.Error.WriteLineAsync($"Unknown argument: {args[i]}");
            return 2;
    }
}

await using SandboxHost host = await SandboxHost.StartAsync(new() { Https = https, Latency = TimeSpan.FromMilliseconds(latency) });
host.Sandbox.AddConnections(connections);
foreach (string fault in faults)
    host.Faults.Add(FaultDescription.Named(fault));
Console.WriteLine(JsonSerializer.Serialize(new
{
    url = host.BaseAddress.GetLeftPart(UriPartial.Authority),
    apiKey = host.Sandbox.ApiKey,
    memberApiKey = host.Sandbox.MemberApiKey,
    clientId = host.Sandbox.OAuthClientId,
    clientSecret = host.Sandbox.OAuthClientSecret,
    thumbprint = host.Certificate?.Thumbprint,
}));
while (await Console.In.ReadLineAsync() is not null)
{
    // Whatever is written to us means nothing; only the end of the input does.
}
return 0;
