using System.Globalization;
using QlikConnections.Sandbox;

namespace SandboxServer;

/// <summary>The part of the command line that says how a Qlik Cloud tenant behaves.</summary>
internal static class TenantArguments
{
    /// <summary>Takes one argument.</summary>
    /// <param name="tenant">Where it is kept.</param>
    /// <param name="name">The argument.</param>
    /// <param name="value">Reads the value after it.</param>
    /// <returns>False if it is not known.</returns>
    public static bool Read(CloudSandboxOptions tenant, string name, Func<string> value)
    {
        switch (name)
        {
            case "--legacy":
                tenant.Dialect = CloudDialect.Legacy;
                return true;
            case "--no-dcaas":
                tenant.Dcaas = false;
                return true;
            case "--dcaas-reference":
                tenant.DcaasWording = DcaasWording.Reference;
                return true;
            case "--deprecate-v1":
                tenant.DeprecateV1 = true;
                return true;
            case "--allow-sign-ins":
                tenant.AllowSignIns = true;
                return true;
            case "--refresh-tokens":
                tenant.RefreshTokens = Enum.Parse<RefreshTokens>(value(), ignoreCase: true);
                return true;
            case "--token-lifetime":
                tenant.TokenLifetime = TimeSpan.FromSeconds(int.Parse(value(), CultureInfo.InvariantCulture));
                return true;
            default:
                return false;
        }
    }
}
