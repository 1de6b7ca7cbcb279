using System.Text;
using QlikConnections.Sandbox.Tenancy;

namespace QlikConnections.Sandbox.Seed;

/// <summary>The load script of an app that uses connections.</summary>
internal static class AppScript
{
    public static string Of(IReadOnlyList<AppUse> uses)
    {
        var script = new StringBuilder("///$tab Main\nSET ThousandSep=',';\n// LIB CONNECT TO 'Of another day';\n");
        for (var i = 0; i < uses.Count; i++)
        {
            var name = uses[i].Written;
            script.Append(
                uses[i] switch
                {
                    { Kind: AppUseKind.Store } => $"STORE T0 INTO [lib://{name}/out/t{i}.qvd] (qvd);\n",
                    { Kind: AppUseKind.Include } => $"$(Must_Include=lib://{name}/code/t{i}.qvs);\n",
                    { IsFile: true } => $"T{i}:\nLOAD * FROM [lib://{name}/in/t{i}.qvd] (qvd);\n",
                    _ => $"LIB CONNECT TO '{name.Replace("'", "''")}';\nT{i}:\nSQL SELECT * FROM t{i};\n",
                }
            );
        }

        return script.ToString();
    }
}
