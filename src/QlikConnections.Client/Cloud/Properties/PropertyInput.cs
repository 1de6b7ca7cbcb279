using System.Net;

namespace QlikConnections.Client;

/// <summary>The properties of one connection, as given by the user.</summary>
/// <param name="ConnectionName">The connection, for messages.</param>
/// <param name="DataSourceId">The data source that the properties belong to.</param>
/// <param name="Values">
/// The values by name: text, numbers, booleans, SecureString, lists and dictionaries of these. A NetworkCredential as the value of a
/// property for the user name or the password fills both.
/// </param>
/// <param name="Credential">The login, for the login properties of the data source; null for none.</param>
internal sealed record class PropertyInput(
    string ConnectionName, string DataSourceId, IReadOnlyDictionary<string, object?> Values, NetworkCredential? Credential = null)
{
    /// <summary>Values of properties that have parameters of their own, such as the credential set; none may be in <see cref="Values"/>
    /// too.</summary>
    public IReadOnlyDictionary<string, object?> FromParameters { get; init; } = new Dictionary<string, object?>();

    /// <summary>
    /// The properties as they are sent: logins in their properties, names in the spelling of the source, values in its types. Takes one
    /// request per data source and session, and none if there is nothing to check.
    /// </summary>
    /// <param name="sources">The source of the specification.</param>
    /// <param name="skipCheck">True to send names and values unchanged.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="QlikException">They are not valid (one message lists all problems), or the specification cannot be
    /// read.</exception>
    public async Task<IReadOnlyDictionary<string, object?>> ValidateAsync(
        IDataSourceDirectory sources,
        bool skipCheck,
        CancellationToken cancellationToken
    )
    {
        if (Values.Count == 0 && FromParameters.Count == 0 && Credential is null)
        {
            return Values;
        }

        var specification = skipCheck ? null : await SpecificationAsync(sources, cancellationToken).ConfigureAwait(false);
        var problems = new List<string>();
        var values = LoginProperties.Fill(Together(problems), Credential, specification, problems);
        if (specification is not null)
        {
            values = PropertyCheck.Fit(values, specification, problems);
        }

        return problems.Count == 0 ? values
            : throw QlikFailure.Create(nameof(Strings.QlikPropertyInvalid), ConnectionName, DataSourceId, string.Join(" ", problems));
    }

    private Dictionary<string, object?> Together(List<string> problems)
    {
        var values = Values.ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);
        foreach (var parameter in FromParameters)
        {
            if (Values.Keys.Contains(parameter.Key, StringComparer.OrdinalIgnoreCase))
            {
                problems.Add(QlikFailure.Message(nameof(Strings.PropertyGivenTwice), parameter.Key));
            }
            else
            {
                values[parameter.Key] = parameter.Value;
            }
        }

        return values;
    }

    private async Task<DataSourceSpecification> SpecificationAsync(IDataSourceDirectory sources, CancellationToken cancellationToken)
    {
        try
        {
            return await sources.SpecificationAsync(DataSourceId, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikApiException exception)
            when (exception.ErrorId
                    is nameof(Strings.QlikServiceUnavailable)
                        or nameof(Strings.QlikTimeout)
                        or nameof(Strings.QlikUnexpectedResponse)
            )
        {
            throw exception.As(
                nameof(Strings.QlikSpecificationUnavailable),
                QlikFailure.Message(nameof(Strings.QlikSpecificationUnavailable), DataSourceId, null, exception.Message));
        }
    }
}
