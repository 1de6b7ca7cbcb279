using System.Collections;
using System.Management.Automation;
using System.Security;
using QlikConnections.Client.Http;

namespace QlikConnections.Commands;

/// <summary>Values that say nothing. In a row they mean "unchanged"; elsewhere they are mostly a mistake.</summary>
internal static class BlankValue
{
    /// <summary>True for $null, a blank text, and an identity or a list that is only a blank text.</summary>
    public static bool Is(object? value) => value switch
    {
        null => true,
        PSObject { BaseObject: not PSCustomObject } wrapped => Is(wrapped.BaseObject),
        string text => string.IsNullOrWhiteSpace(text),
        SpaceIdentity space => Is(space.Text),
        UserIdentity user => Is(user.Text),
        string[] { Length: 1 } list => Is(list[0]),
        // PSCredential.Empty.
        PSCredential { UserName: null } => true,
        _ => false,
    };

    /// <summary>The text; null if it says nothing.</summary>
    public static string? ToNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    /// <summary>The list; null if it is only a blank text, as an empty cell gives it.</summary>
    public static string[]? ToNull(string[]? list) => Is(list) ? null : list;

    /// <summary>The first parameter whose value says nothing; null if each says something. An empty list or secret says nothing either,
    /// where no parameter can be cleared with one.</summary>
    /// <param name="parameters">The parameters of a command line.</param>
    public static string? Find(IEnumerable<KeyValuePair<string, object>> parameters) =>
        parameters
            .FirstOrDefault(p =>
                Is(p.Value)
                || (p.Value is SecureString secret && secret != SecretInputAttribute.PlainText && SecretText.IsBlank(secret))
                || (p.Value is PSCredential login && SecretText.IsBlank(login.Password))
                || p.Value is ICollection { Count: 0 }
                || (p.Value is SessionIdentity { Session: null } session && Is(session.Name))
                || (p.Value is Uri address && Is(address.OriginalString))
                || (p.Value is string[] texts && Array.TrueForAll(texts, Is))
            )
            .Key;

    /// <summary>
    /// Whether a script block returned $null, and not the value of an empty cell. A short line of a CSV file has $null in its last columns.
    /// Of a value that is not a text, null is left of an empty text too.
    /// </summary>
    /// <param name="value">The value of the parameter.</param>
    /// <param name="row">What the script block read.</param>
    /// <param name="isCell">True for a parameter that reads an empty text as null.</param>
    public static bool IsNothing(object? value, PSObject row, bool isCell) =>
        (value is null || ReferenceEquals(value, TextInputAttribute.Nothing))
        && !(isCell && row.Properties.Any(p => p.Value is string text && Is(text)))
        && !(row.BaseObject is PSCustomObject && row.Properties.LastOrDefault() is { Value: null });
}
