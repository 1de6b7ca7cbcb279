namespace QlikConnections.Client.Usage;

/// <summary>The keywords of load scripts that decide how a statement is read.</summary>
internal static class ScriptKeywords
{
    /// <summary>The rest of the statement is text of the database.</summary>
    public static readonly HashSet<string> Sql = Set("SQL SELECT SQLTABLES SQLCOLUMNS SQLTYPES DIRECT");

    /// <summary>They can precede LOAD and SELECT.</summary>
    public static readonly HashSet<string> Prefixes = Set(
        "ADD BUFFER BUNDLE CONCATENATE CROSSTABLE FIRST GENERIC HIERARCHY HIERARCHYBELONGSTO IMAGE INFO INNER INTERVALMATCH JOIN KEEP "
            + "LEFT MAPPING MERGE NOCONCATENATE ONLY OUTER PARTIAL REPLACE RIGHT SAMPLE SEMANTIC UNLESS WHEN"
    );

    /// <summary>They end with their line, or with a semicolon.</summary>
    public static readonly HashSet<string> OfOneLine = Set("CALL CASE DO EXIT FOR LOOP NEXT SUB SWITCH");

    /// <summary>They are complete by themselves.</summary>
    public static readonly HashSet<string> Alone = Set("ELSE DEFAULT ENDIF ENDSUB ENDSWITCH");

    /// <summary>Up to THEN.</summary>
    public static readonly HashSet<string> Conditions = Set("IF ELSEIF");

    /// <summary>Texts in them refer to nothing.</summary>
    public static readonly HashSet<string> Harmless = Set(
        "ALIAS AUTONUMBER COMMENT DECLARE DERIVE DISCONNECT DROP ELSEIF EXIT FLUSHLOG FORCE IF LOOSEN MAP NULLASNULL NULLASVALUE QUALIFY "
            + "RENAME SEARCH SECTION SLEEP STAR TAG UNMAP UNQUALIFY UNTAG DO LOOP SWITCH CASE"
    );

    /// <summary>Functions whose first argument is a file or folder.</summary>
    public static readonly HashSet<string> FileFunctions = Set(
        "FILESIZE FILETIME FILEEXISTS QVDCREATETIME QVDFIELDNAME QVDNOOFFIELDS QVDNOOFRECORDS QVDTABLENAME FILELIST DIRLIST"
    );

    /// <summary>What includes another script; a fixed form without blanks.</summary>
    public static readonly string[] Includes = ["Include=", "Must_Include="];

    /// <summary>Their two slashes begin no comment.</summary>
    public static readonly string[] Schemes = ["lib", "http", "https", "ftp", "file"];

    private static HashSet<string> Set(string words) => new(words.Split(' '), StringComparer.OrdinalIgnoreCase);
}
