using System.Collections;
using System.Management.Automation.Language;
using QlikConnections.Client;
using QlikConnections.Client.Policy;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Commands;

/// <summary>Reads a policy from a PowerShell data file: one hashtable of values, in which nothing is run.</summary>
internal static class PolicyFile
{
    /// <summary>The most characters of a file.</summary>
    private const int Largest = 1024 * 1024;

    /// <summary>The policy.</summary>
    /// <param name="path">The full path.</param>
    /// <exception cref="QlikException">QlikPolicyInvalid: it is no such file, or not a policy.</exception>
    public static ConnectionPolicy Read(string path)
    {
        try
        {
            if (!FileTrust.LeadsToFile(path) || new FileInfo(path).Length > Largest)
            {
                throw new FormatException(Strings.RecoveryNoFile);
            }

            var script = Parser.ParseInput(File.ReadAllText(path), out _, out var errors);
            if (errors.Length > 0)
            {
                throw new FormatException(
                    QlikFailure.Message(nameof(Strings.PolicySyntax), errors[0].Extent.StartLineNumber, errors[0].Message));
            }

            var statement = script.EndBlock?.Statements is [PipelineAst { PipelineElements: [CommandExpressionAst only] }] ? only : null;
            return statement?.Expression is HashtableAst table
                ? new ConnectionPolicy(PropertyTable.Read((IDictionary)table.SafeGetValue()))
                : throw new FormatException(Strings.PolicyTable);
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, exception.Message);
        }
        catch (InvalidOperationException)
        {
            // The message of PowerShell names its own types.
            throw Unusable(path, Strings.PolicyCode);
        }
    }

    private static QlikException Unusable(string path, string reason) =>
        QlikFailure.Create(nameof(Strings.QlikPolicyInvalid), $"'{path}': {reason}");
}
