namespace QlikConnections.Client.Statements;

/// <summary>The items between semicolons of a connect statement's body, with the secrets in them.</summary>
internal sealed class StatementItems
{
    private readonly string _text;
    private readonly List<SecretRange> _secrets = [];
    private readonly List<StatementItem> _items = [];
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

    /// <summary>Reads a body.</summary>
    /// <returns>False when a quote in it is not closed.</returns>
    public bool Read(int start, int end)
    {
        var isInCookie = false;
        var wasSecret = false;
        var lastAlone = "";
        for (var at = start; at < end;)
        {
            at = _text.SkipBlanks(at, end);
            if (at < end && _text[at] == ';')
            {
                at++;
                continue;
            }

            if (at == end)
            {
                break;
            }

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
                // Without a name it is a data source's name, or the rest of a secret that has a semicolon in it.
                var alone = _text.Substring(name, at - name).Trim();
                if (wasSecret || isInCookie)
                {
                    _secrets.Add(new SecretRange(name, at, _secrets[_secrets.Count - 1].Name));
                }
                else if (lastAlone.Length > 0 && SecretName.Is(lastAlone))
                {
                    // user;me;password;abc
                    _secrets.Add(new SecretRange(name, at, lastAlone));
                }
                else
                {
                    _search.Value(name, at, "");
                }

                lastAlone = alone;
                continue;
            }

            lastAlone = "";
            var named = _text.Substring(name, at - name).Trim();
            var value = _text.SkipBlanks(at + 1, end);
            if (_quoting.ValueEnd(value, end) is not { } close)
            {
                return false;
            }

            var isSecret = isInCookie || SecretName.Is(named, NameContext.Item, _text.Substring(value, close - value));
            if (isSecret)
            {
                close = Math.Max(Math.Max(close, _quoting.LooseEnd(value, close, end)), _quoting.BracedEnd(value, end));
            }

            wasSecret = Add(named, value, close, isSecret);
            // The parts of a cookie are separated like items.
            isInCookie |= _text.IsWord(value, "Cookie") && _text.IsAt(value + "Cookie".Length, ":");
            isInCookie |= named.Equals("Cookie", StringComparison.OrdinalIgnoreCase);
            at = close;
        }

        return true;
    }

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
        _items.Add(new StatementItem(name, _text.Substring(value, end - value), holds));
        return isSecret;
    }
}
