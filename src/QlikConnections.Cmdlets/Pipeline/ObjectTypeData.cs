using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace QlikConnections.Commands;

/// <summary>
/// Serializes a session as its name in Export-Clixml, jobs and remoting, where a session of that name is then used; and gives times a text
/// that does not depend on the culture (<see cref="ReadableTime"/>). Registered with the first command of a runspace and not at import:
/// PowerShell loads Microsoft.PowerShell.Utility for it, which is slower than everything else there. Not in a types file either: these are
/// loaded before the check for a second copy of the module and fail first, with a worse message.
/// </summary>
internal static class ObjectTypeData
{
    private static readonly ConditionalWeakTable<Runspace, object> Registered = new();

    /// <summary>The types with times, and the properties that are times.</summary>
    private static readonly (Type Type, string[] Times)[] TypesWithTimes =
    [
        (typeof(QlikDataConnection), [nameof(ReadableTime.Created), nameof(ReadableTime.Modified)]),
        (typeof(QlikDataCredential), [nameof(ReadableTime.Created), nameof(ReadableTime.Modified)]),
        (typeof(QlikSpace), [nameof(ReadableTime.Created), nameof(ReadableTime.Modified)]),
        (typeof(QlikDataConnectionUsage), [nameof(ReadableTime.LastUsed)]),
        (typeof(QlikChange), [nameof(ReadableTime.Time)]),
        (typeof(QlikRecoveryEntry), [nameof(ReadableTime.Written)]),
    ];

    /// <summary>Registers it in the current runspace, once; to be called on the pipeline thread.</summary>
    public static void Register()
    {
        var runspace = Runspace.DefaultRunspace;
        if (Registered.TryGetValue(runspace, out _))
        {
            return;
        }

        Registered.Add(runspace, Registered);
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand(@"Microsoft.PowerShell.Utility\Update-TypeData")
            .AddParameter("TypeData", new[] { SessionData(), ReadableTime.Data() }.Concat(TypesWithTimes.Select(TimeData)).ToArray())
            .AddParameter("Force")
            // The user's preferences are about Qlik, not about this.
            .AddParameter("WhatIf", false)
            .AddParameter("Confirm", false);
        try
        {
            shell.Invoke();
        }
        catch (CommandNotFoundException)
        {
            // A restricted runspace without that command: sessions are then serialized as an object whose text is the name, which can also
            // be bound, and times have the text of the culture.
        }
    }

    private static TypeData SessionData() => new(typeof(QlikSession).FullName!) { SerializationMethod = "String" };

    private static TypeData TimeData((Type Type, string[] Times) type)
    {
        var data = new TypeData(type.Type.FullName!);
        foreach (var name in type.Times)
        {
            data.Members.Add(name, new CodePropertyData(name, typeof(ReadableTime).GetMethod(name)!));
        }

        return data;
    }
}
