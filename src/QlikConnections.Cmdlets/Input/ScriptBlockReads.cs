using System.Management.Automation;
using System.Management.Automation.Language;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// The properties of the input that a script block reads. PowerShell reads $null where a property is misspelled, so
/// <c>{ $_.Nmae + '_old' }</c> would rename a connection to "_old".
/// </summary>
internal sealed class ScriptBlockReads
{
    private readonly string _parameter;
    private readonly string[] _names;

    /// <summary>Finds them.</summary>
    /// <param name="parameter">The parameter whose values the script block gives.</param>
    /// <param name="text">The text of the script block.</param>
    public ScriptBlockReads(string parameter, string text)
    {
        var block = Parser.ParseInput(text, out _, out _);
        _parameter = parameter;
        // A block that decides something may look at properties that not every object has.
        _names = block.Find(IsDecision, searchNestedScriptBlocks: true) is not null
            ? []
            : [.. block.FindAll(a => NameOf(a) is not null, searchNestedScriptBlocks: false).Select(a => NameOf(a)!).Distinct()];
    }

    /// <summary>
    /// The message about a property whose method the script block calls and which is one of a data connection, misspelled; null for none.
    /// PowerShell calls the method before the cmdlet sees the input, and its error names neither the parameter nor the property.
    /// </summary>
    /// <param name="known">The properties of a data connection.</param>
    public string? Misspelled(IReadOnlyCollection<string> known) =>
        _names
            .Where(n => !known.Contains(n, StringComparer.OrdinalIgnoreCase))
            .Select(n => (Name: n, Near: Suggestions.Sentence(n, known)))
            .Where(n => n.Near.Length > 0)
            .Select(n => QlikFailure.Message(nameof(Strings.ScriptBlockMisspelledMethod), _parameter, n.Name, n.Near))
            .FirstOrDefault();

    /// <summary>Refuses an input that does not have them.</summary>
    /// <exception cref="QlikException">It does not have one of them.</exception>
    public void Check(PSObject input)
    {
        if (_names.FirstOrDefault(n => input.Properties[n] is null) is { } missing)
        {
            throw QlikFailure.Create(
                nameof(Strings.QlikInputInvalid),
                QlikFailure.Message(
                    nameof(Strings.ScriptBlockMisspelled),
                    _parameter,
                    missing,
                    Suggestions.Sentence(missing, input.Properties.Select(p => p.Name))
                )
            );
        }
    }

    private static string? NameOf(Ast ast)
    {
        var isOfInput =
            ast is MemberExpressionAst { Static: false, Expression: VariableExpressionAst { VariablePath.UserPath: "_" or "PSItem" } }
            && ast is not InvokeMemberExpressionAst;
        return isOfInput && ((MemberExpressionAst)ast).Member is StringConstantExpressionAst name ? name.Value : null;
    }

    /// <summary>Newer versions of PowerShell have more of these than the reference assembly.</summary>
    private static bool IsDecision(Ast ast) => ast switch
    {
        IfStatementAst or SwitchStatementAst or TryStatementAst or LoopStatementAst => true,
        BinaryExpressionAst binary => $"{binary.Operator}" is "QuestionQuestion" or "And" or "Or",
        MemberExpressionAst { Member: StringConstantExpressionAst { Value: "PSObject" } } => true,
        MemberExpressionAst member => member.GetType().GetProperty("NullConditional")?.GetValue(member) is true,
        _ => ast.GetType().Name == "TernaryExpressionAst",
    };
}
