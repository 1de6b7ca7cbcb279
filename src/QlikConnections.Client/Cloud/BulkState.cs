namespace QlikConnections.Client.Cloud;

/// <summary>What an item of a bulk request turned out to be when it was read afterwards.</summary>
internal enum BulkState
{
    /// <summary>As wished, or gone as wished.</summary>
    Done,

    /// <summary>Not as wished.</summary>
    NotDone,

    /// <summary>Not there for this identity although it was to be changed: moved out of its sight by the change itself, or gone.</summary>
    Hidden,

    /// <summary>It could not be read.</summary>
    Unreadable,

    /// <summary>It was not read, because too many answers were lost.</summary>
    Unread,
}
