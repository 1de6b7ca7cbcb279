using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace QlikConnections.Commands;

/// <summary>
/// Times whose text is ISO with the offset, in the Gregorian calendar: Export-Csv and other commands take the text without a culture of
/// their own from ToString(), which is that of the user's culture. The times remain <see cref="DateTimeOffset"/> and are compared, sorted
/// and formatted as such. Called by PowerShell through <see cref="ObjectTypeData"/>.
/// </summary>
public static class ReadableTime
{
    private const string TypeName = "QlikConnections.Time";
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz";

    /// <summary>When the object was created.</summary>
    public static PSObject? Created(PSObject instance) =>
        Of(
            instance.BaseObject switch
            {
                QlikDataConnection connection => connection.Created,
                QlikDataCredential credential => credential.Created,
                _ => ((QlikSpace)instance.BaseObject).Created,
            }
        );

    /// <summary>When the object was last changed.</summary>
    public static PSObject? Modified(PSObject instance) =>
        Of(
            instance.BaseObject switch
            {
                QlikDataConnection connection => connection.Modified,
                QlikDataCredential credential => credential.Modified,
                _ => ((QlikSpace)instance.BaseObject).Modified,
            }
        );

    /// <summary>When a connection was last used.</summary>
    public static PSObject? LastUsed(PSObject instance) => Of(((QlikDataConnectionUsage)instance.BaseObject).LastUsed);

    /// <summary>When a change was made.</summary>
    public static PSObject? Time(PSObject instance) => Of(((QlikChange)instance.BaseObject).Time);

    /// <summary>When a recovery entry was written.</summary>
    public static PSObject? Written(PSObject instance) => Of(((QlikRecoveryEntry)instance.BaseObject).Written);

    /// <summary>The text of a time; with a format or a culture the one of <see cref="DateTimeOffset"/>.</summary>
    /// <param name="instance">The time.</param>
    /// <param name="format">A format or a culture; null for ISO.</param>
    /// <param name="culture">The culture for the format; null for the current one.</param>
    public static string Text(PSObject instance, object? format = null, IFormatProvider? culture = null)
    {
        var time = (DateTimeOffset)instance.BaseObject;
        return format is null && culture is null ? time.ToString(Format, CultureInfo.InvariantCulture)
            : format is IFormatProvider only ? time.ToString(only)
            : time.ToString(format?.ToString(), culture);
    }

    /// <summary>Gives times their text.</summary>
    internal static TypeData Data()
    {
        var data = new TypeData(TypeName);
        data.Members.Add(nameof(ToString), new CodeMethodData(nameof(ToString), typeof(ReadableTime).GetMethod(nameof(Text))!));
        return data;
    }

    private static PSObject? Of(DateTimeOffset? time)
    {
        if (time is not { } known)
        {
            return null;
        }

        var readable = new PSObject(known);
        readable.TypeNames.Add(TypeName);
        return readable;
    }
}
