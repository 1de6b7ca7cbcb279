<#
.SYNOPSIS
Writes the public surface of the packaged module as text, one fact per line: what docs/public-surface.txt holds.
.DESCRIPTION
To be run in a PowerShell of its own, which has loaded nothing and signed in nowhere. Everything comes from the module itself: its
metadata, and commands that are run on the sandbox.
#>
param([Parameter(Mandatory)] [string] $Manifest)

$ErrorActionPreference = 'Stop'

$common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters

# A type without its namespace, with ? and [] and <> as in C#.
function Format-TypeName {
    param([type] $Type)
    $underlying = [System.Nullable]::GetUnderlyingType($Type)
    if ($underlying) { return "$(Format-TypeName -Type $underlying)?" }
    if ($Type.IsArray) { return "$(Format-TypeName -Type $Type.GetElementType())[]" }
    if ($Type.IsGenericType) {
        $arguments = ($Type.GetGenericArguments() | ForEach-Object { Format-TypeName -Type $_ }) -join ', '
        return "$(($Type.Name -split '`')[0])<$arguments>"
    }
    $Type.Name
}

function Format-Value {
    param($Value)
    if ($Value -is [string]) { return "'$Value'" }
    ($Value | ForEach-Object { "$_" }) -join ', '
}

# What holds in every parameter set alike: the type, the names, the values that are accepted, and the value that is used without one.
function Format-Parameter {
    param($Parameter, $Instance)
    $facts = @(
        Format-TypeName -Type $Parameter.ParameterType
        if ($Parameter.Aliases.Count) { "aliases $(($Parameter.Aliases | Sort-Object) -join ', ')" }
        switch ($Parameter.Attributes) {
            { $_ -is [System.Management.Automation.SupportsWildcardsAttribute] } { 'wildcards' }
            { $_ -is [System.Management.Automation.ValidateSetAttribute] } { "one of $(Format-Value -Value $_.ValidValues)" }
            { $_ -is [System.Management.Automation.ValidateRangeAttribute] } { "from $($_.MinRange) to $($_.MaxRange)" }
            { $_ -is [System.Management.Automation.ValidateCountAttribute] } { "$($_.MinLength) to $($_.MaxLength) values" }
            { $_ -is [System.Management.Automation.ValidateLengthAttribute] } { "$($_.MinLength) to $($_.MaxLength) characters" }
            { $_ -is [System.Management.Automation.ValidatePatternAttribute] } { "matches $($_.RegexPattern)" }
            { $_ -is [System.Management.Automation.ValidateNotNullOrEmptyAttribute] } { 'not empty' }
            { $_ -is [System.Management.Automation.ValidateNotNullAttribute] } { 'not null' }
        }
        $property = $Instance.GetType().GetProperty($Parameter.Name)
        if ($property -and $property.CanRead) {
            $default = $property.GetValue($Instance)
            $none = if ($property.PropertyType.IsValueType) { [System.Activator]::CreateInstance($property.PropertyType) }
            if ($null -ne $default -and "$default" -ne '' -and "$default" -ne "$none") { "default $(Format-Value -Value $default)" }
        }
    )
    "    -$($Parameter.Name): $($facts -join '; ')"
}

# What a parameter set adds.
function Format-SetParameter {
    param([string] $Name, $InSet)
    $facts = @(
        if ($InSet.IsMandatory) { 'mandatory' }
        if ($InSet.Position -ge 0) { "position $($InSet.Position)" }
        if ($InSet.ValueFromPipeline) { 'from the pipeline' }
        if ($InSet.ValueFromPipelineByPropertyName) { 'from a property of that name' }
        if ($InSet.ValueFromRemainingArguments) { 'the remaining arguments' }
    )
    "      -$Name$(if ($facts) { ": $($facts -join ', ')" })"
}

function Format-Cmdlet {
    param($Command)
    $attribute = $Command.ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)[0]
    $instance = [System.Activator]::CreateInstance($Command.ImplementingType)
    ''
    $Command.Name
    foreach ($output in $Command.OutputType) {
        "  returns $(Format-TypeName -Type $output.Type)$(if ($output.ParameterSetName -and '__AllParameterSets' -notin $output.ParameterSetName) { " in $($output.ParameterSetName -join ', ')" })"
    }
    if ($attribute.SupportsShouldProcess) { "  -WhatIf, -Confirm; impact $($attribute.ConfirmImpact)" }
    if ($Command.DefaultParameterSet -and $Command.DefaultParameterSet -ne '__AllParameterSets') { "  default set $($Command.DefaultParameterSet)" }
    $parameters = $Command.Parameters.Values | Where-Object { $_.Name -notin $common } | Sort-Object -Property Name
    '  parameters'
    $parameters | ForEach-Object { Format-Parameter -Parameter $_ -Instance $instance }
    foreach ($set in $parameters.ParameterSets.Keys | Sort-Object -Unique) {
        "    in $(if ($set -eq '__AllParameterSets') { 'every set' } else { "set $set" })"
        foreach ($parameter in $parameters | Where-Object { $_.ParameterSets.ContainsKey($set) }) {
            Format-SetParameter -Name $parameter.Name -InSet $parameter.ParameterSets[$set]
        }
    }
}

function Format-Type {
    param([type] $Type)
    ''
    if ($Type.IsEnum) {
        "$($Type.Name): $(([System.Enum]::GetValues($Type) | ForEach-Object { "$_ = $([int] $_)" }) -join ', ')"
        return
    }
    "$($Type.Name)$(if ($Type.BaseType -ne [object]) { ": $(Format-TypeName -Type $Type.BaseType)" })"
    $Type.GetProperties([System.Reflection.BindingFlags] 'Public, Instance, DeclaredOnly') | Sort-Object -Property Name |
        ForEach-Object { "  $($_.Name): $(Format-TypeName -Type $_.PropertyType)" }
    foreach ($data in Get-TypeData -TypeName $Type.FullName) {
        foreach ($member in $data.Members.Values | Sort-Object -Property Name) {
            $definition = switch ($member) {
                { $_ -is [System.Management.Automation.Runspaces.AliasPropertyData] } { "alias of $($_.ReferencedMemberName)" }
                { $_ -is [System.Management.Automation.Runspaces.ScriptPropertyData] } { "script { $("$($_.GetScriptBlock)".Trim()) }" }
                { $_ -is [System.Management.Automation.Runspaces.PropertySetData] } { "set of $($_.ReferencedProperties -join ', ')" }
                default { $_.GetType().Name }
            }
            "  $($member.Name): $definition"
        }
        if ($data.DefaultDisplayPropertySet) { "  shown by default: $($data.DefaultDisplayPropertySet.ReferencedProperties -join ', ')" }
        if ($data.SerializationMethod) { "  serialized as: $($data.SerializationMethod)" }
    }
}

function Format-ErrorId {
    param([System.Reflection.Assembly] $Assembly)
    $records = $Assembly.GetTypes() | Where-Object { $_.Name -eq 'ErrorRecords' }
    $field = $records.GetFields([System.Reflection.BindingFlags] 'NonPublic, Static') |
        Where-Object { [System.Collections.Generic.IDictionary[string, System.Management.Automation.ErrorCategory]].IsAssignableFrom($_.FieldType) }
    $categories = $field.GetValue($null)
    $endsCommand = [System.AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -eq 'QlikConnections.Client' }).GetTypes().ForEach({
            $_.GetMethods([System.Reflection.BindingFlags] 'NonPublic, Public, Static') }).Where({ $_.Name -eq 'EndsCommand' })[0]
    foreach ($id in $categories.Keys | Sort-Object) {
        $exception = [System.Activator]::CreateInstance([QlikConnections.QlikException], [System.Reflection.BindingFlags] 'NonPublic, Public, Instance', $null, [object[]] @([string] $id, '', $null, $null), $null)
        "${id}: $($categories[$id])$(if ($endsCommand.Invoke($null, @($exception))) { '; always ends the command' })"
    }
}

# What a command line does in one case: whether a failure ends the command (a terminating error) or is one of several.
function Format-Case {
    param([string] $Script)
    $ErrorActionPreference = 'Continue'
    $WarningPreference = 'SilentlyContinue'
    try {
        $output = @(& ([scriptblock]::Create($Script)) 2>&1)
        $errors = $output.Where({ $_ -is [System.Management.Automation.ErrorRecord] }).ForEach({ Get-ErrorId -Record $_ })
        "$Script => $(@($errors) + "$($output.Count - $errors.Count) objects" -join ', ')"
    }
    catch {
        "$Script => ends with $(Get-ErrorId -Record $_)"
    }
}

function Get-ErrorId {
    param([System.Management.Automation.ErrorRecord] $Record)
    ($Record.FullyQualifiedErrorId -split ',')[0]
}

Import-Module -Name $Manifest
$commands = Get-Command -Module QlikConnections | Sort-Object -Property Name
$model = (Get-Command -Name Get-QlikDataConnection).OutputType[0].Type.Assembly

'# The public surface of QlikConnections. CONTRIBUTING.md, "Change the public surface", says how this file is made.'
'# A line that changes or goes away is a breaking change, and so is a new "mandatory". Other new lines are additions.'

''
'# Cmdlets'
$commands | ForEach-Object { Format-Cmdlet -Command $_ }

''
'# Error ids and their categories'
''
Format-ErrorId -Assembly $commands[0].ImplementingType.Assembly

''
'# Which failures end a command. "ends with": a terminating error. Otherwise each failed item has an error, and the others continue.'
''
$cases = @(
    'Get-QlikDataConnection'
    'Connect-QlikSession -Tenant http://acme.example -ApiKey (ConvertTo-SecureString -String x -AsPlainText -Force)'
    'Connect-QlikSession -Sandbox Cloud'
    'Get-QlikDataConnection -Session nobody'
    'Get-QlikSession -Name nobody'
    'Get-QlikDataConnection -Name nothing'
    'Get-QlikDataConnection -Name nothing*'
    'Get-QlikDataConnection -Name nothing, CRM'
    'Get-QlikDataConnection -Space nowhere'
    'Get-QlikDataConnection -Owner nobody'
    'Get-QlikSpace -Name nowhere'
    'Get-QlikUser -Name nobody'
    'Get-QlikDataSource -Id nothing'
    'Get-QlikDataSourceProperty -DataSourceId nothing'
    'Get-QlikDataCredential -Name nothing'
    "'nothing', 'CRM' | Set-QlikDataConnection -AddTag x -PassThru"
    "'CRM' | Set-QlikDataConnection -Space nowhere"
    "[pscustomobject]@{ Name = 'CRM'; Space = 'nowhere' }, [pscustomobject]@{ Name = 'Absences'; NewName = 'A' } | Set-QlikDataConnection -PassThru"
    "'Absences', 'CRM' | Set-QlikDataConnection -Property @{ nothing = 'a' }"
    "'nothing', 'CRM' | Move-QlikDataConnectionOwner -Owner 'Anna Berg' -PassThru"
    "'CRM' | Move-QlikDataConnectionOwner -Owner nobody"
    "'nothing', 'CRM' | Remove-QlikDataConnection -Confirm:`$false -NoRecovery"
    "New-QlikDataConnection -Name x -DataSourceId nothing -Property @{ a = 'b' }"
    "New-QlikDataConnection -Name x -DataSourceId mssql -Space nowhere -Property @{ host = 'a' }"
    'Invoke-QlikRequest -Path /api/v1/nothing'
    'Restore-QlikDataConnection -Name nothing -RecoveryPath ./nothing'
    "New-QlikDataConnection -Name x -DataSourceId mssql -Property @{ nothing = 'a' }"
    "[pscustomobject]@{ Name = 'x'; DataSourceId = 'mssql'; Space = 'nowhere' }, [pscustomobject]@{ Name = 'y'; DataSourceId = 'nothing' } | New-QlikDataConnection"
    "'nothing', 'mssql' | Set-QlikDataSource -Disabled -PassThru -Confirm:`$false"
    "Set-QlikDataCredential -Name nothing -NewName x"
    "Remove-QlikDataCredential -Name nothing -Confirm:`$false"
    'Get-QlikDataSourceGateway -DataSourceId nothing'
    'Disconnect-QlikSession -Session nobody'
    'Disconnect-QlikSession; Get-QlikDataConnection'
)
$cases | ForEach-Object { Format-Case -Script $_ }

# After a session was made, because that registers type data.
''
'# Types, with their properties'
$model.GetExportedTypes() | Where-Object { $_.Namespace -eq 'QlikConnections' -and -not ($_.IsAbstract -and $_.IsSealed) } |
    Sort-Object -Property Name | ForEach-Object { Format-Type -Type $_ }
