namespace QlikConnections.Client.Migration;

/// <summary>Something that is to be known before a connection is moved.</summary>
/// <param name="Code">What it is.</param>
/// <param name="Status">What it means for the move; Ready for what only is to be known.</param>
/// <param name="Text">The same in words, with what to do.</param>
internal sealed record class MigrationReason(QlikMigrationCode Code, QlikMigrationStatus Status, string Text)
{
    /// <summary>The words, safe to show: they quote names and values of the site.</summary>
    public string Text { get; } = DisplayText.Of(Text);

    /// <summary>The reason of a text of the resource.</summary>
    /// <param name="code">What it is.</param>
    /// <param name="status">What it means for the move.</param>
    /// <param name="text">A key of the resource, given by <c>nameof</c>.</param>
    /// <param name="arguments">The values of the text's placeholders.</param>
    public static MigrationReason Of(QlikMigrationCode code, QlikMigrationStatus status, string text, params object?[] arguments) =>
        new(code, status, QlikFailure.Message(text, arguments));
}
