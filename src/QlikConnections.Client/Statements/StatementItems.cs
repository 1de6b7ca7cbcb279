namespace QlikConnections.Client.Statements;

/// <summary>The items between semicolons of a connect statement's body, with the secrets in them.</summary>
internal sealed class StatementItems
{
    private readonly string _text;
    private readonly List<SecretRange> _secrets = [];
    private readonly List<StatementItem> _items = [];
    private readonly List<(int Start, int End)> _values = [];
    private readonly SecretSearch _search;
    private readonly StatementQuoting _quoting;

    /// <summary>None so far.</summary>
    public StatementItems(string text)
    {
        _text = text;
        _search = new SecretSearch(text, _secrets);
        _quoting = new StatementQuoting(text);
    }

    /// <summary>The positions of the secrets; they may overlap.</summary>
    public IReadOnlyList<SecretRange> Secrets => _secrets;

    /// <summary>The items.</summary>
    public IReadOnlyList<StatementItem> Items => _items;

    /// <summary>Adds an address that is not an item.</summary>
    public void AddAddress(int start, int end) => new AddressSearch(_text, _secrets).Search(start, end);

    /// <summary>Adds a secret that is not an item.</summary>
    public void AddSecret(int start, int end, string name) => _secrets.Add(new SecretRange(start, end, name));

    /// <summary>Adds the password of a login before the host of a share, <c>\\user:password@host\share</c>.</summary>
    public void AddShareLogin(int start, int end)
    {
        if (!_text.IsAt(start, "\\\\"))
        {
            return;
        }

        // The user may have a domain. No folder has a colon in its name, but \\?\C:\ has one.
        var colon = _text.IndexOf(':', start, end - start);
        if (colon > start + 2 && colon + 1 < end && _text[colon + 1] != '\\'
            && _text.Skip(start + 2).Take(colon - start - 2).Count(c => c == '\\') < 2)
        {
            _search.Login(start, end, "");
        }
    }

    /// <summary>Adds the options of a mount behind a path, <c>/mnt/x,username=me,password=abc</c>.</summary>
    public void AddMountOptions(int start, int end)
    {
        var name = end > start ? _text.LastIndexOfAny(['\\', '/'], end - 1, end - start) : -1;
        var comma = name < 0 ? -1 : _text.IndexOf(',', name, end - name);
        if (comma > 0 && NamedValue.IsSecretIn(_text.Substring(comma, end - comma)))
        {
            _secrets.Add(new SecretRange(comma + 1, end, ""));
        }
    }

    /// <summary>Reads a body.</summary>
    /// <returns>False when a quote in it is not closed.</returns>
    public bool Read(int start, int end)
    {
        var last = default(LastItem);
        for (var at = start; (at = SkipSeparators(at, end)) < end;)
        {
            if (AddressSearch.IsAddress(_text, at, end))
            {
                // The first piece of a JDBC address. Its own parameters, which come after semicolons, are items like others.
                var piece = _quoting.End(at, end);
                AddAddress(at, at == start ? end : piece);
                at = piece;
                continue;
            }

            var name = at;
            while (at < end && _text[at] is not ('=' or ';'))
            {
                at++;
            }

            if (at == end || _text[at] == ';')
            {
                last.Alone = ReadAlone(name, at, last);
            }
            else if (ReadNamed(name, at, end, ref last) is { } close)
            {
                at = close;
            }
            else
            {
                return false;
            }
        }

        AddPaired();
        return true;
    }

    private void AddPaired()
    {
        foreach (var index in PairedItems.SecretsOf([.. _items.Select(i => (i.Name, i.Value))]))
        {
            _secrets.Add(new SecretRange(_values[index].Start, _values[index].End, _items[index].Name));
            _items[index] = _items[index] with { IsSecret = true };
        }
    }

    private int SkipSeparators(int at, int end)
    {
        while (at < end && (_text[at] == ';' || char.IsWhiteSpace(_text[at])))
        {
            at++;
        }

        return at;
    }

    /// <summary>Without a name it is a data source's name, or the rest of a secret that has a semicolon in it.</summary>
    /// <returns>The text.</returns>
    private string ReadAlone(int start, int end, LastItem last)
    {
        if (last.WasSecret || last.IsInCookie || (last.IsLogin && !HarmlessValue.IsWords(_text.Substring(start, end - start))))
        {
            _secrets.Add(new SecretRange(start, end, _secrets.Count == 0 ? "" : _secrets[_secrets.Count - 1].Name));
        }
        else if (last.Alone is { Length: > 0 } && SecretName.Is(last.Alone))
        {
            // user;me;password;abc
            _secrets.Add(new SecretRange(start, end, last.Alone));
        }
        else if (GeneratedText.IsToken(_text.Substring(start, end - start)))
        {
            _secrets.Add(new SecretRange(start, end, ""));
        }
        else if (!PlainWord.AreAll(_text.Substring(start, end - start)))
        {
            _search.Value(start, end, "");
        }

        return _text.Substring(start, end - start).Trim();
    }

    /// <returns>Where the item ends; null when a quote in it is not closed.</returns>
    private int? ReadNamed(int start, int equals, int end, ref LastItem last)
    {
        var name = _text.Substring(start, equals - start).Trim();
        var value = _text.SkipBlanks(equals + 1, end);
        if ((_quoting.ValueEnd(value, end) ?? _quoting.SignEnd(value, end)) is not { } close)
        {
            return null;
        }

        close = _quoting.LoginEnd(value, _quoting.CallEnd(value, close, end), end);
        var isSecret = last.IsInCookie
            || SecretName.Is(name, NameContext.Item, _text.Substring(value, close - value))
            || (name.Length == 0 && last.Alone is { Length: > 0 } && SecretName.Is(last.Alone));
        if (isSecret)
        {
            close = Math.Max(Math.Max(close, _quoting.LooseEnd(value, close, end)), _quoting.BracedEnd(value, end));
        }

        if (name.IndexOf('@') > 0)
        {
            // me:abc@tcp(h:3306)/db?parseTime=true
            _search.Login(start, equals, "");
        }

        last.Alone = null;
        last.IsLogin = SecretName.SoundsLikeLogin(new NameSpelling(name));
        last.WasSecret = Add(name, value, close, isSecret) || EndsSecret(close);
        // The parts of a cookie are separated like items.
        last.IsInCookie |= (_text.IsWord(value, "Cookie") && _text.IsAt(value + "Cookie".Length, ":"))
            || name.Equals("Cookie", StringComparison.OrdinalIgnoreCase);
        return close;
    }

    /// <summary>Whether the last part of a value is secret, as in a list: what follows without a name belongs to it.</summary>
    private bool EndsSecret(int end) => _secrets.Count > 0 && _secrets[_secrets.Count - 1].End == end;

    /// <summary>Adds an item.</summary>
    /// <returns>True when its value is a secret whole.</returns>
    public bool Add(string name, int value, int end, bool isSecret)
    {
        while (end > value && char.IsWhiteSpace(_text[end - 1]))
        {
            end--;
        }

        isSecret = isSecret && !StatementQuoting.IsEmpty(_text.Substring(value, end - value));
        if (isSecret)
        {
            _secrets.Add(new SecretRange(value, end, name));
        }

        var holds = isSecret || _search.Value(value, end, name);
        _values.Add((value, end));
        _items.Add(new StatementItem(name, _text.Substring(value, end - value), holds));
        return isSecret;
    }

    /// <summary>What the item before says about the next one.</summary>
    private struct LastItem
    {
        /// <summary>Its text, if it had no name.</summary>
        public string? Alone;

        /// <summary>Whether its value was a secret as a whole.</summary>
        public bool WasSecret;

        /// <summary>Whether its name is that of a login, whose parts may follow: <c>smbAuth=DOM;me;abc1</c>.</summary>
        public bool IsLogin;

        /// <summary>Whether a cookie has begun.</summary>
        public bool IsInCookie;
    }
}
