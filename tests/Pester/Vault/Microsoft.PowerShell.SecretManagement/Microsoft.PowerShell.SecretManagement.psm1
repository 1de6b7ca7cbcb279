# A stand-in for the module of that name: vaults in memory. $Vaults and $Failure are set by the tests, in the module's own scope.
$script:Vaults = @{ Store = @{}; SecretStore = @{} }
$script:Failure = $null
$script:Calls = [System.Collections.Generic.List[string]]::new()

function ConvertTo-Hidden([string] $Text) {
    $hidden = [securestring]::new()
    foreach ($c in $Text.ToCharArray()) { $hidden.AppendChar($c) }
    $hidden
}

function Get-Secret {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] [string] $Name, [string] $Vault)

    $Calls.Add("Get $Name $Vault")
    if ($Failure) { & $Failure }
    $found = @($Vaults.Keys | Where-Object { (-not $Vault -or $_ -eq $Vault) -and $Vaults[$_].ContainsKey($Name) } | ForEach-Object { , $Vaults[$_][$Name] })
    if ($found.Count -eq 0) {
        Write-Error "The secret $Name was not found." -ErrorId 'GetSecretNotFound' -Category ObjectNotFound
        return
    }
    # As the module itself: a text comes as a SecureString, also in a table.
    foreach ($secret in $found) {
        $given = $secret
        if ($secret -is [string]) { $given = ConvertTo-Hidden $secret }
        if ($secret -is [hashtable]) {
            $given = @{}
            foreach ($key in $secret.Keys) { $given[$key] = if ($secret[$key] -is [string]) { ConvertTo-Hidden $secret[$key] } else { $secret[$key] } }
        }
        $PSCmdlet.WriteObject($given, $false)
    }
}

function Set-Secret {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Name,
        [Parameter(Mandatory, ParameterSetName = 'SecureStringParameterSet')] [securestring] $SecureStringSecret,
        [Parameter(Mandatory, ParameterSetName = 'ObjectParameterSet')] [object] $Secret,
        [string] $Vault
    )

    $Calls.Add("Set $Name $Vault")
    if ($Failure) { & $Failure }
    $place = if ($Vault) { $Vault } else { 'Store' }
    if (-not $Vaults.ContainsKey($place)) { throw "Vault $place does not exist in registry." }
    $Vaults[$place][$Name] = if ($SecureStringSecret) { $SecureStringSecret } else { $Secret }
}

function Remove-Secret {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Name, [Parameter(Mandatory)] [string] $Vault)

    $Vaults[$Vault].Remove($Name)
}

Export-ModuleMember -Function Get-Secret, Set-Secret, Remove-Secret
