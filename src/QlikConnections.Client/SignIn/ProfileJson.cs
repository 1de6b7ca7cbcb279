using System.Text.Json.Serialization;

namespace QlikConnections.Client.SignIn;

/// <summary>The source-generated reader and writer of profiles. An unknown member is refused: a misspelled one would silently not
/// apply.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(SignInProfile))]
internal sealed partial class ProfileJson : JsonSerializerContext;
