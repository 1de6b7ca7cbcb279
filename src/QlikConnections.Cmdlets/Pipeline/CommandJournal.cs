using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using QlikConnections.Client;
using QlikConnections.Client.Journal;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Commands;

/// <summary>The journal of a running cmdlet, as its parameters and the environment say. Nothing is written before the first
/// change.</summary>
internal static class CommandJournal
{
    private const string NoJournal = "NoJournal";
    private const string RecoveryPath = "RecoveryPath";
    private const string On = "On";

    private static readonly string Version = typeof(CommandJournal)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion;

    /// <summary>The journal; null with -NoJournal.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="warn">Writes a warning.</param>
    public static async Task<ChangeJournal?> OfAsync(SessionCmdlet cmdlet, Action<string> warn)
    {
        var bound = cmdlet.MyInvocation.BoundParameters;
        if (bound.TryGetValue(NoJournal, out var off) && LanguagePrimitives.IsTrue(off))
        {
            return null;
        }

        var path = bound.TryGetValue(RecoveryPath, out var given) ? Convert.ToString(given, CultureInfo.InvariantCulture) : null;
        QlikException? failure = null;
        try
        {
            path = await cmdlet.RecoveryPathAsync(path).ConfigureAwait(false);
        }
        catch (QlikException exception)
        {
            // Cmdlets that only read need no folder.
            failure = exception;
        }

        var variable = Environment.GetEnvironmentVariable(ChangeJournal.Variable);
        var isKnown = Rule(variable) is not null;
        return new ChangeJournal(
            cmdlet.MyInvocation.MyCommand.Name,
            Version,
            () =>
                failure is not null ? throw failure
                : !isKnown ? throw Unknown(variable!)
                : new JournalFolder(new RecoveryFolder(path)) { Days = Days(warn) },
            Rule(variable) ?? JournalRule.Required,
            warn
        );
    }

    /// <summary>The rule of the environment; null if its value is not a rule. What was meant may have been that a journal must be
    /// written.</summary>
    private static JournalRule? Rule(string? value) =>
        string.IsNullOrWhiteSpace(value) || value!.Trim().Equals(On, StringComparison.OrdinalIgnoreCase) ? JournalRule.Usual
        : new[] { JournalRule.Off, JournalRule.Required }
            .Select(r => (JournalRule?)r)
            .FirstOrDefault(r => r.ToString()!.Equals(value.Trim(), StringComparison.OrdinalIgnoreCase));

    private static QlikException Unknown(string value) => QlikFailure.Create(
        nameof(Strings.QlikJournalUnwritable),
        QlikFailure.Message(
            nameof(Strings.JournalVariable), ChangeJournal.Variable, value, $"{On}, {JournalRule.Off}, {JournalRule.Required}"));

    private static int Days(Action<string> warn)
    {
        var value = Environment.GetEnvironmentVariable(ChangeJournal.DaysVariable);
        if (string.IsNullOrWhiteSpace(value))
        {
            return JournalFolder.UsualDays;
        }

        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days > 0)
        {
            return days;
        }

        warn(QlikFailure.Message(nameof(Strings.JournalDaysVariable), ChangeJournal.DaysVariable, value, JournalFolder.UsualDays));
        return JournalFolder.UsualDays;
    }
}
